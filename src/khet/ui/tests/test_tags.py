"""The component tags: what they draw, what they refuse, and that nothing typed becomes markup."""

import datetime as dt
from typing import Any

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from khet.kernel.actor import Actor
from khet.ui.fences import FenceCounts
from khet.ui.forms import UnitPicker
from khet.ui.keyset import Page
from khet.ui.templatetags.ui import register

EVIL = "<script>alert(1)</script>\"'><img src=x>"


class OneForm(forms.Form):
    subject = forms.CharField(label="เรื่อง")
    line = forms.BooleanField(label="แจ้งทาง LINE", required=False)
    way = forms.ChoiceField(label="ทาง", widget=forms.RadioSelect, choices=[("a", "ก"), ("b", "ข")], required=False)
    schools = UnitPicker(label="โรงเรียน", required=False, choices=[("สวี", [(1, "สวีวิทยา"), (2, "ครนพิทยาคม")])])


def drawn(source: str, **context: Any) -> str:
    return Template(source).render(Context(context))


def test_a_misspelt_prop_fails_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="tonne"):
        Template('{% badge "รับแล้ว" tonne="ok" %}')


def test_a_word_outside_the_list_fails_when_the_template_is_compiled() -> None:
    with pytest.raises(TemplateSyntaxError, match="kind='primary'"):
        Template('{% button "ส่ง" kind="primary" %}')


def test_a_wrong_word_from_a_variable_fails_when_drawn() -> None:
    with pytest.raises(TemplateSyntaxError, match="tone"):
        drawn('{% badge "x" tone=tone %}', tone="green")


def test_an_unknown_icon_fails() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon"):
        drawn('{% icon "rocket" %}')


@pytest.mark.parametrize("name", sorted(register.tags))
def test_no_tag_takes_an_unknown_prop(name: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template(f"{{% {name} nonsense_prop=1 %}}{{% end{name} %}}")


HOSTILE = [
    "{% badge evil %}",
    "{% button evil name=evil value=evil confirm=evil confirm_text=evil busy=evil id=evil %}",
    "{% button evil href=evil %}",
    "{% menu evil %}{% menu_link evil evil note=evil %}{% endmenu %}",
    "{% post_button evil evil fields=fields hx_target=evil %}",
    "{% menu_post evil evil note=evil confirm=evil fields=fields %}",
    "{% dialog evil evil %}{{ evil }}{% enddialog %}",
    "{% panel evil note=evil id=evil %}{{ evil }}{% endpanel %}",
    "{% panel evil link=evil href=evil %}{% endpanel %}",
    "{% notice %}{{ evil }}{% endnotice %}",
    "{% tabs evil %}{% tab evil evil %}{% endtabs %}",
    "{% crumb evil evil %}",
    "{% facts %}{% fact evil %}{{ evil }}{% endfact %}{% endfacts %}",
    "{% steps evil %}{% step evil %}{% endsteps %}",
    "{% timeline evil %}{% entry evil at=evil post=evil %}{{ evil }}{% endentry %}{% endtimeline %}",
    "{% file evil evil note=evil size=10 %}",
    "{% stat evil evil unit=evil note=evil href=evil %}",
    "{% empty_state evil evil href=evil door=evil %}",
    "{% more evil %}{% endmore %}",
    "{% progress 1 2 label=evil note=evil url=evil %}",
    "{% fence answered=3 of=evil note=evil done=evil %}",
    '{% mark "late" href=evil label=evil %}',
    "{% table evil evil %}{% row pick=evil pick_label=evil pick_name=evil id=evil %}"
    "{% cell label=evil %}{{ evil }}{% endcell %}{% endrow %}{% endtable %}",
    "{% selection_bar of=evil %}{% endselection_bar %}",
    "{% pager page shown=evil %}",
    "{% person evil post=evil note=evil href=evil %}",
    "{% face evil %}{% unit evil href=evil %}{% post evil phrase=evil %}",
    "{% urgency evil %}{% secrecy evil %}{% due None words=evil %}",
    "{% form_errors form title=evil %}{% fields form %}{% field form.subject label=evil hint=evil cls=evil %}",
    "{% filter_bar form found=evil %}",
    "{{ evil|thai_digits }} {{ evil|whole }}",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_what_people_type_never_becomes_markup(source: str) -> None:
    request = RequestFactory().get("/", {"subject": EVIL, "page": EVIL})
    form = OneForm({"subject": "", "schools": [EVIL]})
    out = drawn(source, evil=EVIL, fields={"x": EVIL}, form=form, request=request, page=Page([], newer="a", older="b"))
    assert "<script" not in out
    assert "<img" not in out
    assert "\"'>" not in out


def test_a_fence_says_its_figures_in_words_and_leaves_out_what_is_nought() -> None:
    out = drawn("{% fence counts %}", counts=FenceCounts(answered=51, working=6, opened=1, late=8))
    assert 'aria-label="จาก 66 โรงเรียน ตอบแล้ว 51 กำลังทำ 6 เปิดอ่านแล้ว 1 เกินกำหนด 8"' in out
    assert out.count("<i ") == 66
    assert out.index('class="a"') < out.index('class="w"') < out.index('class="o"') < out.index('class="l"')
    assert "ครบ 51 จาก 66" in out


def test_a_fence_of_the_whole_country_stays_small_and_hides_no_late_one() -> None:
    out = drawn("{% fence counts of='แห่ง' %}", counts=FenceCounts(answered=29_999, late=1))
    assert out.count("<i ") < 120
    assert 'class="l"' in out
    assert "29,999" in out


def test_marks_of_a_wall_are_said_not_only_shown() -> None:
    out = drawn('{% mark "answered_late" label="สวีวิทยา" %}')
    assert "สวีวิทยา ตอบช้า" in out


def test_a_compound_of_our_list_is_kept_on_one_line() -> None:
    out = drawn("{{ subject|whole }}", subject="เพื่อการศึกษาทางไกล <b>")
    assert '<span class="nb">การศึกษาทางไกล</span>' in out
    assert "&lt;b&gt;" in out


def test_dates_are_buddhist_and_never_american() -> None:
    day = dt.date(2026, 11, 17)
    assert "17 พ.ย. 2569" in drawn('{% date day style="record" %}', day=day)
    assert "17 พฤศจิกายน 2569" in drawn('{% date day style="letter" %}', day=day)
    assert 'datetime="2026-11-17"' in drawn("{% date day %}", day=day)
    assert drawn("{% date None %}") == "–"


def test_a_moment_is_shown_by_the_bangkok_clock() -> None:
    when = dt.datetime(2026, 11, 17, 18, 30, tzinfo=dt.UTC)
    assert "01.30 น." in drawn("{% time when %}", when=when)
    assert "18 พ.ย. 2569 เวลา 01.30 น." in drawn("{% moment when record=True %}", when=when)


@pytest.mark.parametrize(
    ("level", "word"), [(0, ""), ("ปกติ", ""), (1, "ด่วน"), ("ด่วนที่สุด", "ด่วนที่สุด"), (3, "ด่วนที่สุด"), (True, "")]
)
def test_urgency_takes_numbers_and_words(level: object, word: str) -> None:
    out = drawn("{% urgency level %}", level=level)
    assert out == (f'<span class="urgent">{word}</span>' if word else "")


def test_a_form_with_errors_lists_them_on_top_with_links() -> None:
    form = OneForm({"subject": ""})
    out = drawn("{% form_errors form %}{% fields form %}", form=form)
    assert 'href="#id_subject"' in out
    assert "มี 1 จุดต้องแก้" in out
    assert "เรื่อง ยังไม่ได้กรอก" in out
    assert 'aria-invalid="true"' in out
    assert 'aria-describedby="id_subject_error"' in out


def test_a_form_without_errors_has_no_summary() -> None:
    assert drawn("{% form_errors form %}", form=OneForm()) == ""


def test_units_are_ticked_in_groups_without_script() -> None:
    out = drawn("{% field form.schools %}", form=OneForm({"subject": "x", "schools": ["2"]}))
    assert out.count('name="schools"') == 2
    assert 'value="2" id="id_schools_0_1" checked' in out
    assert "สวี" in out


def test_keys_carry_the_post_and_a_fresh_key_each_time() -> None:
    request = RequestFactory().get("/")
    request.actor = Actor(person_id=1, appointment_id=7)  # type: ignore[attr-defined]
    first, second = (drawn("{% keys %}", request=request) for _time in range(2))
    assert 'name="as" value="7"' in first
    assert "csrfmiddlewaretoken" in first
    assert first != second


def test_filters_in_force_are_chips_with_a_way_out() -> None:
    class Filter(forms.Form):
        q = forms.CharField(label="ค้น", required=False)
        group = forms.ChoiceField(label="กลุ่ม", required=False, choices=[("", "ทุกกลุ่ม"), ("3", "DLICT")])

    request = RequestFactory().get("/", {"group": "3", "tab": "sent", "page": "abc"})
    out = drawn('{% filter_bar form keep="tab" %}', form=Filter(request.GET), request=request)
    assert "กลุ่ม DLICT" in out
    assert 'href="?tab=sent"' in out
    assert '<input type="hidden" name="tab" value="sent">' in out


def test_the_pager_keeps_the_filters() -> None:
    request = RequestFactory().get("/", {"q": "ว512"})
    out = drawn("{% pager page %}", page=Page([], older="xyz"), request=request)
    assert "page=xyz" in out
    assert "q=%E0" in out
    assert 'aria-disabled="true"' in out
