"""What collect tells the floors below, noun by noun."""

from khet.collect import registrations_forms, registrations_rounds


def fill() -> None:
    registrations_forms.fill()
    registrations_rounds.fill()
