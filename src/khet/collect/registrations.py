"""What collect tells the floors below, noun by noun."""

from khet.collect import registrations_forms, registrations_masters, registrations_pupils, registrations_rounds


def fill() -> None:
    registrations_forms.fill()
    registrations_rounds.fill()
    registrations_pupils.fill()
    registrations_masters.fill()
