/// Text that account plans repeat: what a small block would otherwise have to spell out.
///
/// Dictionary 1, bound to the blocks whose form byte says 1. It is never edited: compressed bytes
/// that are stored somewhere would no longer inflate. The most frequent text stands last.
package enum PresetDictionary {
  package static let bytes = Array(text.utf8)

  private static let text = """
    conversation continuation setback customer_shared internal strategic_account key_account \
    bottleneck leverage routine vendor preferred supplier consultant partner trusted advisor \
    specialize integrate expand competitor in_house do_nothing white space unknown superseded \
    fundamental awareness consideration preference purchase loyalty advocacy relationship \
    informed supportive neutral opposed against champion sponsor blocker gatekeeper influencer \
    decision maker economic buyer technical buyer user buyer approver recommender procurement \
    purchasing finance controller operations production maintenance engineering quality logistics \
    IT security legal board managing director head of plant manager project manager buyer \
    chief executive officer chief financial officer vice president department subsidiary \
    value proposition next best alternative cost savings revenue growth risk reduction working \
    capital return on investment payback period total cost of ownership assumption measurement \
    confirmed by customer shared vision decision process criteria mandatory formal tender request \
    for proposal contract framework agreement price list discount concession volume delivery date \
    service level uptime throughput energy consumption downtime spare parts training pilot \
    installation commissioning warranty upgrade retrofit line machine equipment software licence \
    subscription implementation integration rollout workshop site visit reference visit demo \
    presentation steering committee kick-off quarterly business review annual plan budget year \
    January February March April May June July August September October November December Monday \
    Tuesday Wednesday Thursday Friday because however although before after about their there \
    which would could should through between against without within during until since other \
    customer account opportunity stakeholder meeting call e-mail phone visit next step follow up \
    proposal sent offer waiting for feedback agreed with needs to be approved by the end of the \
    quarter they want us to and will come back with a decision on the budget. We need to find out \
    who decides. Please prepare the numbers for the next meeting. He said that she said that the \
    project is on hold. The customer asked for a new offer and a reference. Sent the proposal to \
    Called and left a message. Met with the team and discussed the plan for the next year. \
    product_vendor solution_provider business_partner trusted_advisor customer key_account \
    strategic_account critical routine leverage bottleneck platform division function territory \
    decision_style info_preference opinion_leader desired_result personal_win accessibility \
    power involvement stance concept low medium high seller kam expert admin viewer editor manager \
    lead regional local service active left dropped done planned draft on_hold lost won open \
    none conversation continuation setback advance visit mail note workshop meeting call \
    CHF SEK NOK DKK PLN GBP USD EUR value_co_creation commitment pressure_to_change \
    solution_vision selection https://www. @example.com .com .de .fi +49 +358 +44 00 000
    """
}
