package import SyncCore

/// The names of kinds, fields and group members that a block writes as a number.
///
/// Table 1 belongs to the blocks whose form byte says 1. Its order is part of the protocol: a new
/// name waits for table 2, and until then is spelled once in each block that uses it.
package enum NameTable {
  /// The number of a name in the table, from 1; 127 and below take one byte.
  package static func code(of name: Text) -> Int? { codes[name] }

  /// The name with a number from 1, or nil beyond the table.
  package static func name(code: Int) -> Text? {
    names.indices.contains(code - 1) ? names[code - 1] : nil
  }

  /// The most frequent first.
  package static let names: [Text] = Array((frequent + later).map { Text(String($0)) })

  private static let codes: [Text: Int] = Dictionary(
    uniqueKeysWithValues: names.enumerated().map { ($1, $0 + 1) })

  private static let frequent = """
    life name owner opportunity stakeholder activity action note observation account money amount \
    currency stage close status expectedClose nextStep probabilityOverride marginPct reason \
    evidence by on value text due kind happenedOn objective outcome notes followUpOf body about \
    title function email phone key aliasOf context attribute corrects buyingCentre stageEvent \
    advance milestoneEvidence from to step commitment milestone withdraws closedOn closeReason \
    probability probabilityReason firstPriceShared deliveryStart effortRemainingDays \
    agreedWithCustomer customerOwner parent accountTeam member role access user device team \
    replica publicKey localUser manager active accountClass serviceModel influenceSegment \
    industry marketTier channel targetQuadrant targetLevel annualValue costToServe \
    fiscalYearStart defaultRate accountPlan plan prose insight planObjective solutionIdea \
    influencingAction influenceLink relationshipTie reportingLine person boss strength why level \
    whiteSpaceCell state potential offering competitor message goal channels targets cadenceEvent \
    plannedOn doneOn minutes audience tags element order unit
    """.split(separator: " ")

  private static let later = """
    locations criticality replaceability relationshipLevel marketSegment buyingCentreKind \
    budgetOwner segmentAssignment needsSegment potentialTier \
    accountProfile needs buyingProcess buyingPreferences loyaltyDrivers hookAnswers firmographics \
    involvement decisionStyle infoPreference opinionLeader concept desiredResult personalWin \
    accessibility desiredLevel scope owners confidence horizonYear metric source customerMetric \
    current desired asOf competitorPosition strengths weaknesses incumbentIn supporters \
    counterMove strategicRoute reviewedOn predecessor year industrySection customerSection \
    kamObjective measure target progress challenge elements promotedTo content participants \
    minutesText decisions item period selection criteria decision valueProposition derivedFrom \
    valueStrategy headline nba sharedWith valueElement benefit benefitLevel benefitKind \
    addresses paidBy worthLine worth type costClass formula start duration assumption assump \
    agreedBy nextBestAlternative price worthByElement valueMeasurement method valueConfirmation \
    measurement mode amountAcknowledged statement valueAgreement responsibilities rules share \
    supplier customer basis concession priceDelta tradedElement volumeReturn choiceStudy question \
    sets choiceResponse study respondent set most least pairResponse a b winner needImportance \
    need origin offerings competitors problemAgreed solutionAgreed salesPlan solutionVision \
    customerPlan proposal opportunityRole buyingRoles changeDecision assessment assessor answers \
    decisionProcess steps style sharedVision phases sharedBy pursuitDecision forecastSnapshot rows \
    winLossReview reasons lessons decidingStakeholders dealTeam expertise callPlan advanceSought \
    fallbackAdvance questions preparation messages score coachingSession topics agreements \
    competencyRating dimension anchorsMet rater developmentGoal toLevel topFive list contentUse \
    module useful methodology version aliases stageProbabilities quadrantLabels economics \
    buyingStage label journeyPhase leadFunction defaultProbability salesStep criticalActivities \
    advances milestones roles enablers assessmentQuestion section focus weight segment \
    description tailoring group offeringElement category touchPoint consumptionStage \
    costToDeliver elementFit valueCreated differentiation capability baselineValueProposition \
    activityStandard ownerRole influenceSegments perYear cadenceTemplate items competencyModel \
    levels channelRule predicate rationale effective contentModule challenges industries stages \
    phase author contributors counterPosition claim response capacityDays tierOverride tier \
    deviceName lastSync versionSeen policyBinding field policy position \
    externalRef system id number done confirmed territoryPlan accountReview document reflection
    """.split(separator: " ")
}
