import ExportControl
import Quantities

extension Field {
  /// The keys of a country.
  static let country: [Field] = [
    Field("title", .text, "Name", required: true),
    Field("code", .text, "Two letters (ISO 3166-1)", required: true),
    Field("also", .names, "Other names"),
  ]

  /// The keys of a group of countries that rules treat alike.
  static let countryGroup: [Field] = [
    Field("title", .text, "Name", required: true),
    Field("members", .names, "Countries that belong to it all the time", required: true),
    Field(
      list: "changes", "Countries that belong to it for a time",
      [
        Field("country", .text, "Country", required: true),
        Field("from", .date, "First day"),
        Field("until", .date, "Last day"),
      ]),
  ]

  /// The keys of an export rule.
  static let rule: [Field] = [
    Field("title", .text, "What it is", required: true),
    Field(
      "status", .choice(RuleStatus.allCases.map(\.rawValue)), "Standing in law", required: true),
    Field("jurisdiction", .text, "Country whose rule it is", required: true),
    Field("subject", .choice(Subject.allCases.map(\.rawValue)), "What it acts on", required: true),
    Field("announced", .date, "Day on which it became known"),
    Field("effective", .date, "First day in force"),
    Field("compliance", .date, "First day on which it must be kept, where later"),
    Field("until", .date, "Last day in force"),
    Field("superseded-by", .text, "Rule whose beginning ends it"),
    Field("to", .names, "Destinations: groups or countries; left out, all"),
    Field("to-except", .names, "Destinations that are left out"),
    Field("parent-in", .names, "Where the ultimate parent is headquartered; left out, anywhere"),
    Field("parent-not-in", .names, "Headquarters that are left out"),
    Field("from", .names, "Where shipments start; left out, anywhere"),
    Field("end-uses", .names, "Uses at which it looks; left out, all"),
    Field("foreign-items", .flag, "Reaches items that are no exports of the United States"),
    Field(list: "when", "Alternatives, each of which catches an item", prong),
    Field(group: "conditions", "What the deal must fulfil beside", prong),
    Field("outcome", .choice(Array(RuleOutcome.byName.map(\.name))), "What it asks"),
    Field("notice", .count(of: "days"), "Days of notice"),
    Field("relaxes", .names, "Rules that it sets aside"),
    Field("accompanies", .names, "Rules to whose outcome it adds its terms"),
    Field("knowledge-test", .flag, "Asks what people know or own"),
    Field(
      group: "parameters", "Figures that act elsewhere than on the licence",
      RuleParameter.allCases.map { parameter in
        Field(
          parameter.rawValue, .number(unit: "", in: parameter.bounds),
          parameter.title.prefix(1).uppercased() + parameter.title.dropFirst())
      }),
  ]

  /// The keys of an alternative: traits, comparisons, names; all must hold.
  private static let prong: [Field] =
    Trait.allCases.map { Field($0.rawValue, .flag, $0.title) }
    + Measure.allCases.flatMap { measure in
      Relation.allCases.map { relation in
        Field(
          "\(measure.rawValue)-\(relation.rawValue)", measure.form,
          "\(measure.title) \(relation.sign)")
      }
    }
    + [
      Field("rules", .names, "Caught by one of these rules"),
      Field("not-rules", .names, "Caught by none of these rules"),
      Field("products", .names, "One of these chips"),
      Field("certified", .names, "What the exporter certifies"),
    ]
}

/// The words for outcomes in data files.
enum RuleOutcome {
  static let byName: [(name: String, outcome: Outcome)] = [
    ("free", .free), ("exception", .exception), ("notice", .notice(days: 0)),
    ("licence-approval", .licence(.approval)), ("licence-case-by-case", .licence(.caseByCase)),
    ("licence-denial", .licence(.denial)), ("prohibited", .prohibited),
  ]

  static func outcome(_ name: String, days: Int) -> Outcome? {
    let outcome = byName.first { $0.name == name }?.outcome
    if case .notice = outcome { return .notice(days: days) }
    return outcome
  }
}

extension Measure {
  /// How its thresholds are written: bandwidths and rates with their unit, shares as such, the rest as
  /// plain numbers in the unit of the measure.
  fileprivate var form: Form {
    switch self {
    case .memoryBandwidth, .aggregateIO, .memoryAndIO: .nonNegative(BytesPerSecond.self)
    case .machineFP64, .machineFP32: .nonNegative(FLOPsPerSecond.self)
    case .shareOfUSVolume, .listedOwnership: .number(unit: "", in: 0...100)
    case .tpp, .performanceDensity, .memoryBandwidthDensity, .transistors, .cellArea,
      .memoryDensity, .throughSiliconVias, .trainingOperations, .dealTPP, .consigneeTPP,
      .countryTPP:
      .number(unit: unit, in: 0...1e40)
    }
  }
}
