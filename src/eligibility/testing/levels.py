"""Levels: the variations of a threshold that stands under a name, and of what replaces it for some subjects."""

from collections.abc import Iterator

import attrs

from eligibility.conditions import Op, Threshold, Variant
from eligibility.errors import Place
from eligibility.testing.measures import ID, Measure, Speaker, both
from eligibility.testing.variations import Variation, alone, exactly, replaced, swapped, telling, variations
from eligibility.texts import Text
from eligibility.values import Value


@attrs.frozen
class Use:
    """How a rule uses a named value: of which kind of subject, of what, in which test."""

    speaker: Speaker
    measure: Measure
    op: Op


def levels(use: Use, threshold: Threshold) -> Iterator[Variation[Threshold]]:
    """Every way to change one thing in a named value as it stands."""
    for one in _moved(use, threshold.value, threshold.place):
        yield one.put(attrs.evolve(threshold, value=one.becomes))
    for two in _variants(use, threshold.variants):
        yield two.put(attrs.evolve(threshold, variants=two.becomes))


def _moved(use: Use, value: Value, place: Place) -> Iterator[Variation[Value]]:
    measure = use.measure
    for other in measure.near(value):
        key = f"{measure.shown(value, ID)} → {measure.shown(other, ID)}"
        what = both("{}: {} thành {}", "{}: {} to {}", measure.title, measure.text(value), measure.text(other))
        tells = measure.text(telling(use.op, value, other))
        yield Variation(other, place, key, what, exactly(use.speaker, measure, tells))


def _variants(use: Use, known: tuple[Variant, ...]) -> Iterator[Variation[tuple[Variant, ...]]]:
    """One variant changed, dropped, or swapped with the next."""
    for at, variant in enumerate(known):
        for one in _variant(use, variant):
            yield one.put(replaced(known, at, one.becomes))
        said, value = use.speaker.text(variant.when), use.measure.text(variant.value)
        name = f"variant ({use.speaker.words(variant.when, ID)})"
        what = both("bỏ mức riêng {}: {}", "variant {} dropped: {}", value, said)
        yield Variation(replaced(known, at), variant.place, f"{name} dropped", what, _between(use, said))
        if at + 1 < len(known):
            what = both("đổi chỗ mức riêng với mức sau: {}", "variant swapped with the next: {}", said)
            yield Variation(swapped(known, at), variant.place, f"{name} swapped", what, alone(use.speaker, said))


def _variant(use: Use, variant: Variant) -> Iterator[Variation[Variant]]:
    """A variant with its value or its condition changed."""
    said, name = use.speaker.text(variant.when), f"variant ({use.speaker.words(variant.when, ID)})"
    for one in _moved(use, variant.value, variant.place):
        found = one.put(attrs.evolve(variant, value=one.becomes))
        yield attrs.evolve(found, key=f"{name} {one.key}", what=both("{} ({})", "{} ({})", one.what, said))
    for two in variations(use.speaker, variant.when):
        made = two.put(attrs.evolve(variant, when=two.becomes))
        yield attrs.evolve(made, key=f"variant {two.key}", hint=_between(use, said))


def _between(use: Use, said: Text) -> Text:
    title, measure = use.speaker.kind.title, use.measure.title
    vi = f"một kịch bản về {title.vi.lower()} có {said.vi} và {measure.vi} giữa hai mức"
    return Text(vi, f"a scenario of a {title.en.lower()} with {said.en} and {measure.en} between the two values")
