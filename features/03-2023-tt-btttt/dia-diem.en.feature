# language: en
@03-2023-tt-btttt
Feature: Which site suits a support point?
  A solid building that stands; convenient for people; safe for people and equipment; stable power.
  One that is missed makes it unsuitable. The sites here are invented.

  Background:
    Given the rules of "03/2023/TT-BTTTT" on 2023-07-05
    And a site
      | Site                               | Invented village house |
      | Solid building that already stands | yes                    |
      | Convenient for people              | yes                    |
      | Safe for people and equipment      | yes                    |
      | Stable power                       | yes                    |

  Rule: 03/2023/TT-BTTTT – all four requirements

    Scenario: All four requirements
      When that site is decided
      Then "Whether the site suits a support point" is "yes"
      And the citation of "Whether the site suits a support point" is "03/2023/TT-BTTTT"

    Scenario Outline: One requirement missed or unknown
      Given "<requirement>" is "<met>"
      When that site is decided
      Then "Whether the site suits a support point" is "<conclusion>"

      Examples:
        | requirement                        | met     | conclusion |
        | Solid building that already stands | no      | no         |
        | Solid building that already stands | unknown | yes or no  |
        | Convenient for people              | no      | no         |
        | Convenient for people              | unknown | yes or no  |
        | Safe for people and equipment      | no      | no         |
        | Safe for people and equipment      | unknown | yes or no  |
        | Stable power                       | no      | no         |
        | Stable power                       | unknown | yes or no  |

    Scenario: One requirement missed settles it
      Given a site
        | Site                               | Invented station |
        | Solid building that already stands | no               |
      When that site is decided
      Then "Whether the site suits a support point" is "no"

    Scenario: Where facts are wanting it says which
      Given "Stable power" is "unknown"
      When that site is decided
      Then "Whether the site suits a support point" wants "Stable power"
      And "Whether the site suits a support point" does not want "Solid building that already stands"
      And the explanation of "Whether the site suits a support point" says "missing: Stable power"
