"""The index of settings, the ways out of the house, and the page of the machine."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from khet.audit import services as audit
from khet.audit.models import Entry
from khet.jobs import registry
from khet.jobs.models import Job, Worker
from khet.jobs.services import drain
from khet.kernel.actor import SYSTEM
from khet.notify.reads import channel_states
from khet.notify.tests.stand_ins import post_office
from khet.org import preferences as org_preferences
from khet.org.tests.cast import Browser, Cast
from khet.portal.backup import services as backups
from khet.portal.reads import system
from khet.portal.reads.repeats import NAMES

HERE = "/settings/system/"
APPS = {"audit", "files", "jobs", "notify", "numbers", "org", "portal", "saraban", "search", "work"}


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> None:
    settings.HOME = tmp_path


def a_failed_job(**fields: object) -> Job:
    now = timezone.now()
    known = {"kind": "saraban.render", "lane": "soon", "state": "failed", "finished_at": now, "attempts": 8}
    return Job.objects.create(**{**known, "error": "ทำไม่สำเร็จ (E-17)", "payload": {"letter_id": 4711}, **fields})


def test_the_index_shows_each_person_only_what_they_may_set(cast: Cast) -> None:
    shown = cast.sysadmin.get("/settings/").text
    assert "ช่องทางแจ้งเตือน" in shown
    assert "ปฏิทินและเวลาทำการ" in shown
    assert cast.teacher.get("/settings/").status == 403
    assert cast.pupil.get("/settings/").status == 403
    assert "ช่องทางแจ้งเตือน" not in cast.head.get("/settings/").text


@pytest.mark.parametrize("address", [HERE, "/settings/channels/", "/settings/channels/email/", f"{HERE}jobs/"])
def test_the_machine_is_the_administrators_alone(cast: Cast, address: str) -> None:
    assert cast.sysadmin.get(address).status == 200
    for person in (cast.director, cast.clerk, cast.principal, cast.outsider):
        assert person.get(address).status == 403


def test_a_channel_is_kept_and_its_secret_never_shown(sysadmin: Browser) -> None:
    typed: Any = {"enabled": "on", "host": "mail.example.go.th", "port": "587", "sender": "a@example.go.th"}
    typed["tls"] = "starttls"
    page = sysadmin.post("/settings/channels/email/", password="hidden-66", **typed)
    assert page.status == 303
    shown = sysadmin.get("/settings/channels/email/").text
    assert "mail.example.go.th" in shown
    assert "hidden-66" not in shown
    assert "เว้นว่างเพื่อใช้ค่าเดิม" in shown
    sysadmin.post("/settings/channels/email/", **typed)
    email = next(state for state in channel_states() if state.channel.key == "email")
    assert "password" in email.secrets_kept


def test_a_bad_port_comes_back_with_what_was_typed(sysadmin: Browser) -> None:
    page = sysadmin.post("/settings/channels/email/", host="mail.example.go.th", port="99999", tls="none")
    assert page.status == 422
    assert "mail.example.go.th" in page.text
    assert "65535" in page.text


def test_a_trial_message_through_a_channel_not_set_up_says_so(sysadmin: Browser) -> None:
    page = sysadmin.post("/settings/channels/line/test/")
    assert page.status == 409
    assert "ยังตั้งค่าไม่ครบ" in page.text


def test_a_trial_message_reaches_the_one_who_asked(sysadmin: Browser) -> None:
    sysadmin.person.email = "sysadmin@example.go.th"
    sysadmin.person.save()
    with post_office() as office:
        typed: Any = {
            "enabled": "on",
            "host": "127.0.0.1",
            "port": office.port,
            "sender": "a@example.go.th",
            "tls": "none",
        }
        assert sysadmin.post("/settings/channels/email/", **typed).status == 303
        assert sysadmin.post("/settings/channels/email/test/").status == 303
        assert len(office.mails) == 1


def test_another_channel_does_not_exist(sysadmin: Browser) -> None:
    assert sysadmin.get("/settings/channels/pigeon/").status == 404


def test_a_failed_job_is_shown_without_its_payload_and_can_run_again(sysadmin: Browser) -> None:
    job = a_failed_job()
    shown = sysadmin.get(HERE).text
    assert "ทำไม่สำเร็จ (E-17)" in shown
    assert "4711" not in shown
    assert sysadmin.post(f"{HERE}jobs/{job.pk}/retry/").status == 303
    job.refresh_from_db()
    assert job.state == "queued"
    assert sysadmin.post(f"{HERE}jobs/{job.pk}/retry/").status == 404


def test_every_background_job_has_a_name_in_plain_thai() -> None:
    kinds = {kind.name for kind in registry.kinds if ".tests." not in kind.handler.__module__}
    known = {*kinds, *(repeat.name for repeat in registry.all_repeats() if registry.kinds.get(repeat.name) is None)}
    ours = {name for name in known if name.partition(".")[0] in APPS}
    assert len(ours) > 20
    assert sorted(ours - NAMES.keys()) == []


def test_a_failed_job_says_why_and_can_be_given_up(sysadmin: Browser) -> None:
    job = a_failed_job(error="ต่อเครื่องหรือที่เก็บไม่ได้ (ConnectionError ที่ saraban/rendering.py:61)")
    shown = sysadmin.get(f"{HERE}jobs/").text
    for word in ("จัดทำ PDF ของหนังสือ", "ต่อเครื่องหรือที่เก็บไม่ได้", "ลองแล้ว 8 ครั้ง", "ทำใหม่", "เลิกทำ"):
        assert word in shown
    assert sysadmin.post(f"{HERE}jobs/{job.pk}/drop/").status == 303
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert "ต่อเครื่องหรือที่เก็บไม่ได้" not in sysadmin.get(f"{HERE}jobs/").text
    assert sysadmin.post(f"{HERE}jobs/{job.pk}/drop/").status == 404
    assert Entry.objects.filter(action="jobs.given_up").count() == 1


def test_a_running_job_is_asked_to_stop(sysadmin: Browser) -> None:
    soon = timezone.now() + timedelta(minutes=5)
    job = a_failed_job(state="running", lease_until=soon, started_at=timezone.now(), finished_at=None)
    assert sysadmin.post(f"{HERE}jobs/{job.pk}/cancel/").status == 303
    job.refresh_from_db()
    assert job.cancel_asked


def test_only_the_administrator_mends_jobs(cast: Cast) -> None:
    job = a_failed_job()
    assert cast.clerk.post(f"{HERE}jobs/{job.pk}/retry/").status == 403
    assert cast.clerk.post(f"{HERE}jobs/{job.pk}/drop/").status == 403
    assert cast.clerk.post(f"{HERE}backup/").status == 403


def test_the_home_of_the_administrator_says_what_to_do_and_nobody_elses(cast: Cast) -> None:
    assert "ยังไม่เคยสำรองข้อมูล" in cast.sysadmin.get("/").text
    assert "งานเบื้องหลังไม่ได้ทำงานอยู่" in cast.sysadmin.get("/").text
    assert "ยังไม่เคยสำรองข้อมูล" not in cast.director.get("/").text


def test_a_healthy_machine_warns_of_nothing(sysadmin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now().isoformat()
    backups.notes().set(backup_at=now, backup_bytes="10", drill_at=now, drill_result="ok")
    Worker.objects.create(name="one", lanes="soon")
    monkeypatch.setattr("khet.portal.backup.reads.LOW_BYTES", 0)
    monkeypatch.setattr("khet.portal.backup.reads.LOW_SHARE", 0)
    assert system.troubles(thorough=True) == []
    assert "ระบบต้องการท่าน" not in sysadmin.get("/").text


def test_a_clock_that_was_set_back_is_said_first(sysadmin: Browser, time_machine: Any) -> None:
    with transaction.atomic():
        audit.record(SYSTEM, "portal.test")
    newest = timezone.now()
    time_machine.move_to(newest - timedelta(minutes=4))
    assert not any("นาฬิกา" in one.title for one in system.troubles())
    time_machine.move_to(newest - timedelta(minutes=6))
    assert "นาฬิกาเครื่องไม่ตรง" in system.troubles()[0].title
    assert "นาฬิกาเครื่องไม่ตรง" in sysadmin.get("/").text


def test_a_disk_that_runs_low_says_so(sysadmin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("khet.portal.backup.reads.LOW_SHARE", 1.1)
    assert "ดิสก์เหลือ" in sysadmin.get("/").text


def test_a_broken_trail_and_numbers_that_are_missing_are_on_the_page(
    sysadmin: Browser, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    assert audit.check().ok
    assert "ถูกต้อง" in sysadmin.get(HERE).text
    sysadmin.post("/org/trail/verify/")
    assert "ถูกต้อง" in sysadmin.get(HERE).text
    report = audit.Report(entries=5, count=2)
    monkeypatch.setattr("khet.audit.services.checking.verify", lambda: report)
    audit.check()
    assert "ประวัติการใช้งานไม่ถูกต้อง 2 จุด" in sysadmin.get("/").text


def test_a_backup_is_written_by_the_worker(sysadmin: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(backups, "back_up", lambda keep: kept.append(keep))
    sysadmin.post(f"{HERE}backup/")
    sysadmin.post(f"{HERE}backup/")
    drain()
    assert kept == [14]


def test_the_page_of_the_machine_asks_no_more_with_many_jobs(sysadmin: Browser) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            sysadmin.get(HERE)
        return len(found)

    a_failed_job()
    sysadmin.get(HERE)
    few = queries()
    for _more in range(20):
        a_failed_job()
    assert queries() == few


def test_the_first_action_of_whoever_runs_the_hub_is_the_hub(sysadmin: Browser, clerk: Browser) -> None:
    filled = re.compile(r'<a class="btn go[^>]*href="([^"]+)"|href="([^"]+)"[^>]*class="btn go')
    home = sysadmin.get("/").text
    assert "".join(filled.findall(home)[0]) == "/settings/system/"
    assert "/letters/new/" in home
    assert "/settings/system/" not in clerk.get("/").text


def test_orgs_pages_of_settings_are_registered_by_org(sysadmin: Browser) -> None:
    page = sysadmin.get("/settings/").text
    for entry in org_preferences.PAGES:
        assert (entry.address() in page) is entry.visible(sysadmin.actor), entry.key


def test_the_worker_of_notices_begins_only_where_push_is_switched_on(clerk: Browser) -> None:
    assert "notify/push" not in clerk.get("/notices/").text
    assert "notify/push" in clerk.get("/notices/preferences/").text


@pytest.mark.parametrize(("versioned", "told"), [("no", True), ("yes", False), ("unknown", False), ("", False)])
def test_a_bucket_that_keeps_no_versions_is_told(sysadmin: Browser, versioned: str, told: bool) -> None:
    backups.notes().set(objects="3", objects_versioned=versioned)
    assert ("versioning" in sysadmin.get(HERE).text) is told
