"""What collect tells the floors below, noun by noun."""

from khet.collect import registrations_rounds


def fill() -> None:
    registrations_rounds.fill()
