"""The former address of the search line leads to the search of the house."""

from khet.org.tests.cast import Cast

URL = "/letters/find/"


def test_bookmarks_of_the_former_address_go_on(cast: Cast) -> None:
    assert cast.clerk.get(URL).location == "/search/"
    assert cast.clerk.get(URL, {"q": "ว 1"}).location == "/search/?q=%E0%B8%A7+1"
