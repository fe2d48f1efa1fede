public import Quantities

/// Countries that rules treat alike, such as group D:5, each from and until a day.
public struct CountryGroup: Sendable, Hashable {
  /// A country's time in a group; nil is without a beginning or an end.
  public struct Membership: Sendable, Hashable {
    public let country: Country
    public let from: CalendarDate?
    /// The last day of it.
    public let until: CalendarDate?

    public init(_ country: Country, from: CalendarDate? = nil, until: CalendarDate? = nil) {
      self.country = country
      self.from = from
      self.until = until
    }

    public func holds(on date: CalendarDate) -> Bool {
      if let from, date < from { return false }
      if let until, date > until { return false }
      return true
    }
  }

  public let id: String
  public let title: String
  public let memberships: [Membership]

  public init(id: String, title: String, memberships: [Membership]) {
    self.id = id
    self.title = title
    self.memberships = memberships
  }

  /// A group whose members never change.
  public init(id: String, title: String, countries: [Country]) {
    self.init(id: id, title: title, memberships: countries.map { Membership($0) })
  }

  public func contains(_ country: Country, on date: CalendarDate) -> Bool {
    memberships.contains { $0.country == country && $0.holds(on: date) }
  }

  /// The days on which a country enters, or has left.
  public var changeDates: [CalendarDate] {
    memberships.flatMap { membership in
      [membership.from, membership.until.map { $0 + 1 }].compactMap(\.self)
    }
  }
}

/// Where a rule looks: groups and countries, less others. Empty groups and countries are the world.
public struct Places: Sendable, Hashable {
  /// Names of groups, any of which will do.
  public var groups: [String]
  /// Beside the groups.
  public var countries: [Country]
  /// Groups whose members are left out.
  public var exceptGroups: [String]
  public var exceptCountries: [Country]

  public init(
    groups: [String] = [], countries: [Country] = [], exceptGroups: [String] = [],
    exceptCountries: [Country] = []
  ) {
    self.groups = groups
    self.countries = countries
    self.exceptGroups = exceptGroups
    self.exceptCountries = exceptCountries
  }

  /// All places.
  public static let world = Places()
}
