# language: en
@03-2023-tt-btttt
Feature: Under 03/2023/TT-BTTTT, in which group is a commune, and may a support point be set up there?
  It counts communes of region III, and communes outside it with specially difficult villages. One point each.
  All communes and villages here are invented, unless it says otherwise.

  Background:
    Given the rules of "03/2023/TT-BTTTT" on 2023-07-05
    And a commune
      | Commune                       | Invented commune A |
      | Region in the list            | II                 |
      | Recognised as new-rural since | none               |
      | Support points it has         | 0                  |

  Rule: 861/QĐ-TTg article 1 – the first group: communes of region III

    Scenario Outline: The commune's region where there is certainly no specially difficult village
      Given "Region in the list" is "<list>"
      And the list of villages is complete
      When that commune is decided
      Then "The commune's support group" is "<group>"
      And "Whether a support point may be set up in the commune" is "<set up>"

      Examples:
        | list    | group              | set up       |
        | I       | In neither group   | no           |
        | II      | In neither group   | no           |
        | III     | Region III commune | yes          |
        | none    | In neither group   | no           |
        | unknown | region_iii or none | undetermined |

    Scenario: In region III nothing need be known of the villages
      Given "Region in the list" is "III"
      When that commune is decided
      Then "The commune's support group" is "Region III commune"
      And "Whether a support point may be set up in the commune" is "yes"
      And the citation of "The commune's support group" is "861/QĐ-TTg Điều 1"

    Scenario: The region follows from the list, and the group from the region
      Given "Region in the list" is "III"
      And "Recognised as new-rural since" is "2023-01-01"
      And the list of villages is complete
      When that commune is decided
      Then "The commune's region" is "Region I commune"
      And "The commune's support group" is "In neither group"
      And the explanation of "The commune's support group" says "Based on The commune's region: Region I commune"

  Rule: 612/QĐ-UBDT article 1 – the second group: communes outside region III with a specially difficult village

    Scenario: One specially difficult village is enough, though the list is not complete
      Given the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | yes                           |
      When that commune is decided
      Then "The commune's support group" is "Commune outside region III with a specially difficult village"
      And "Whether a support point may be set up in the commune" is "yes"
      And the citation of "The commune's support group" is "612/QĐ-UBDT Điều 1"

    Scenario Outline: Two villages, and the list of villages is complete
      Given the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | <village 1>                   |
        | Invented village 2 | <village 2>                   |
      And the list of villages is complete
      When that commune is decided
      Then "The commune's support group" is "<group>"

      Examples:
        | village 1 | village 2 | group                                                         |
        | no        | no        | In neither group                                              |
        | yes       | no        | Commune outside region III with a specially difficult village |
        | yes       | yes       | Commune outside region III with a specially difficult village |
        | yes       | unknown   | Commune outside region III with a specially difficult village |
        | no        | unknown   | difficult_village or none                                     |
        | unknown   | unknown   | difficult_village or none                                     |

    Scenario: None of the villages known, and the list not complete: undetermined
      Given the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | no                            |
      When that commune is decided
      Then "The commune's support group" is undetermined
      And "The commune's support group" wants "Complete list of villages"

    Scenario: A commune without villages, its list complete
      Given the list of villages is complete
      When that commune is decided
      Then "The commune's support group" is "In neither group"
      And the citation of "The commune's support group" is "03/2023/TT-BTTTT"

    Scenario: Of unknown region with a specially difficult village: the group is open, yet a point may be set up
      Given "Region in the list" is "unknown"
      And the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | yes                           |
      When that commune is decided
      Then "The commune's support group" is "region_iii or difficult_village"
      And "Whether a support point may be set up in the commune" is "yes"

    Scenario Outline: A village taken off the list does not count from that day
      Given the rules of "03/2023/TT-BTTTT" on <as of>
      And the villages of that commune
        | Village            | Listed as specially difficult | Taken off the list on |
        | Invented village 1 | yes                           | 2024-07-30            |
      And the list of villages is complete
      When that commune is decided
      Then "Whether a support point may be set up in the commune" is "<set up>"

      Examples:
        | as of      | set up |
        | 2024-07-29 | yes    |
        | 2024-07-30 | no     |

  Rule: What the law leaves open – do the villages of a commune that became new-rural still count

    Scenario Outline: While nobody has answered it is undetermined
      Given "Region in the list" is "<list>"
      And "Recognised as new-rural since" is "<recognised on>"
      And the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | yes                           |
      When that commune is decided
      Then "The commune's support group" is "<group>"
      And the rule "Commune once listed in region II or III and since recognised as new-rural" of "The commune's support group" <exception>

      Examples: The day of recognition and the as-of date
        | list | recognised on | group                                                         | exception       |
        | II   | 2023-07-04    | difficult_village or none                                     | is undetermined |
        | II   | 2023-07-05    | difficult_village or none                                     | is undetermined |
        | II   | 2023-07-06    | Commune outside region III with a specially difficult village | does not apply  |
        | II   | none          | Commune outside region III with a specially difficult village | does not apply  |
        | II   | unknown       | difficult_village or none                                     | is undetermined |

      Examples: Only communes once listed in region II or III
        | list | recognised on | group                                                         | exception       |
        | III  | 2023-07-05    | difficult_village or none                                     | is undetermined |
        | I    | 2023-07-05    | Commune outside region III with a specially difficult village | does not apply  |
        | none | 2023-07-05    | Commune outside region III with a specially difficult village | does not apply  |

    Scenario Outline: A plan's answer settles it
      Given the open rule "Commune once listed in region II or III and since recognised as new-rural" is taken to <answer>
      And "Recognised as new-rural since" is "2023-01-01"
      And the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | yes                           |
      When that commune is decided
      Then "The commune's support group" is "<group>"
      And "Whether a support point may be set up in the commune" is "<set up>"

      Examples: That the exception does not apply means that the villages still count
        | answer    | group                                                         | set up |
        | not apply | Commune outside region III with a specially difficult village | yes    |
        | apply     | In neither group                                              | no     |

    Scenario: The open question stands among what is wanted and in the explanation
      Given "Recognised as new-rural since" is "2023-01-01"
      And the villages of that commune
        | Village            | Listed as specially difficult |
        | Invented village 1 | yes                           |
      When that commune is decided
      Then "The commune's support group" wants "Commune once listed in region II or III and since recognised as new-rural"
      And the explanation of "The commune's support group" says "Do the specially difficult villages of a commune that has become new-rural still count?"
      And the explanation of "The commune's support group" says "nobody has answered"

    Scenario: Without a specially difficult village the question needs no answer
      Given "Recognised as new-rural since" is "2023-01-01"
      And the list of villages is complete
      When that commune is decided
      Then "The commune's support group" is "In neither group"

  Rule: 03/2023/TT-BTTTT – one support point for each commune

    Scenario Outline: A commune with a point gets no other
      Given "Region in the list" is "III"
      And "Support points it has" is "<points>"
      When that commune is decided
      Then "Whether a support point may be set up in the commune" is "<set up>"

      Examples:
        | points  | set up    |
        | 0       | yes       |
        | 1       | no        |
        | 2       | no        |
        | unknown | yes or no |

    Scenario: A commune with a point stays in its group, but an exception stands in its way
      Given "Region in the list" is "III"
      And "Support points it has" is "1"
      When that commune is decided
      Then "The commune's support group" is "Region III commune"
      And the rule "The commune already has a support point" of "Whether a support point may be set up in the commune" applies
      And the rule "In one of the two support groups" of "Whether a support point may be set up in the commune" does not apply
      And the explanation of "Whether a support point may be set up in the commune" says "excepted by “The commune already has a support point”"

    Scenario: Outside both groups it does not matter how many points it has
      Given the list of villages is complete
      And "Support points it has" is "unknown"
      When that commune is decided
      Then "Whether a support point may be set up in the commune" is "no"
      And the citation of "Whether a support point may be set up in the commune" is "03/2023/TT-BTTTT"

    Scenario: Where one may be set up, the circular and appendix X of 39/2021/QĐ-TTg are cited
      Given "Region in the list" is "III"
      When that commune is decided
      Then the citation of "Whether a support point may be set up in the commune" is "03/2023/TT-BTTTT; 39/2021/QĐ-TTg Phụ lục X"

  Rule: Evidence – the weakest of what is needed, the strongest of the ways to prove it

    Scenario: Of two specially difficult villages the one with stronger evidence counts
      Given the evidence of every fact is "official"
      And the villages of that commune
        | Village            | Listed as specially difficult | Evidence  |
        | Invented village 1 | yes                           | assumed   |
        | Invented village 2 | yes                           | secondary |
      When that commune is decided
      Then "Whether a support point may be set up in the commune" is "yes"
      And the evidence of "Whether a support point may be set up in the commune" is "secondary"

    Scenario: Where the points it has are only assumed, so is the conclusion
      Given "Region in the list" is "III"
      And the evidence of every fact is "official"
      And the evidence of "Support points it has" is "assumed"
      When that commune is decided
      Then the evidence of "The commune's support group" is "official"
      And the evidence of "Whether a support point may be set up in the commune" is "assumed"

  Rule: In force from 2023-05-30

    Scenario Outline: The first day in force and the day before
      Then on <day> the rules of "03/2023/TT-BTTTT" <in force>

      Examples:
        | day        | in force         |
        | 2023-05-29 | are not in force |
        | 2023-05-30 | are in force     |
