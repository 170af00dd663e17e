package import ArgumentParser

/// What both programs' `diagnose what-if` is asked on the command line.
package struct WhatIfOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Such as opportunity.money=latest@1.", valueName: "FIELD=POLICY"))
  package var policy: String
  @Option(help: ArgumentHelp("From this day on, else from the beginning.", valueName: "DATE"))
  package var since: String?

  package init() {}

  package var question: WhatIfReport.Question {
    get throws(WhatIfReport.Question.Mistake) {
      try WhatIfReport.Question(policy: policy, since: since)
    }
  }
}
