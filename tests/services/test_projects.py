"""Projects: made from a preset, header and rules merged, the trash; on both databases."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.models import Membership, Project, Revision, SecurityEvent, User
from app.services import history, portfolio, projects, rules, snapshot, transactions, verification
from app.services.errors import Conflict, Forbidden, Invalid, NotFound
from app.services.idempotency import Key
from app.services.typed import Sent

NEW = {
    "kind": "ee",
    "name": "Gedung SDN 3",
    "location": "Sleman",
    "fiscal_year": "2026",
    "ceiling": "1.500.000.000,50",
}
RULES = {
    "kind": "private",
    "markup_percent": "10",
    "hours_per_day": "7",
    "quantity-mode": "none",
    "unit_price-mode": "none",
    "line-mode": "none",
    "tail-mode": "none",
    "total-mode": "none",
}
HEADER = {"name": "Rumah contoh", "paper": "F4", "document_locale": "id"}
LINE = {"label": "PPN", "percent": "11", "base": "subtotal", "factor": "", "sign": "1", "mode": ""}


def line(index, **changes):
    return {f"row-{index}-{name}": value for name, value in {**LINE, **changes}.items()}


def stored(project_id):
    db.session.rollback()
    return db.session.get(Project, project_id)


@pytest.fixture
def site(context, people):
    return people


class TestCreate:
    def test_a_new_project_has_its_header_its_preset_and_its_owner(self, site):
        made = projects.create(Sent(site["alice"].id, NEW))
        project = stored(made.project_id)
        assert (project.name, project.kind, project.header) == (
            "Gedung SDN 3", "ee", {"location": "Sleman"},
        )  # fmt: skip
        assert (project.fiscal_year, project.ceiling) == (2026, Fraction("1500000000.5"))
        assert (project.markup_percent, project.revision) == (10, 1)
        assert project.tail[0]["base_factor"] == "11/12"
        role = db.session.execute(select(Membership.role, Membership.user_id)).one()
        assert tuple(role) == ("owner", site["alice"].id)

    def test_the_same_form_twice_makes_one_project(self, site):
        sent = Sent(site["alice"].id, NEW, key=Key("k" * 20, "projects.add", "h"))
        first, second = projects.create(sent), projects.create(sent)
        assert (second.project_id, second.replayed) == (first.project_id, True)
        assert db.session.execute(select(func.count()).select_from(Project)).scalar_one() == 1

    def test_a_viewer_of_the_site_makes_none(self, site):
        with pytest.raises(Forbidden):
            projects.create(Sent(site["vera"].id, NEW))
        assert db.session.execute(select(func.count()).select_from(Project)).scalar_one() == 0

    def test_everything_wrong_is_told_at_once(self, site):
        wrong = {"kind": "hps", "name": " ", "fiscal_year": "26", "ceiling": "1.5", "program": "\0"}
        with pytest.raises(Invalid) as refused:
            projects.create(Sent(site["alice"].id, wrong))
        found = {p.place: p.code for p in refused.value.problems}
        assert found == {
            "kind": "choice.unknown",
            "name": "text.empty",
            "fiscal_year": "number.not_whole",
            "ceiling": "number.odd_grouping",
            "program": "text.control",
        }

    def test_an_english_ceiling_is_read_as_english(self, site):
        sent = Sent(site["alice"].id, {**NEW, "ceiling": "1,500,000.50"}, "en")
        assert stored(projects.create(sent).project_id).ceiling == Fraction("1500000.5")

    def test_a_ceiling_may_be_above_a_trillion(self, site):
        sent = Sent(site["alice"].id, {**NEW, "ceiling": "2.000.000.000.000"})
        assert stored(projects.create(sent).project_id).ceiling == 2 * 10**12


class TestHeader:
    def test_an_editor_changes_it_and_the_history_can_take_it_back(self, context, project, bob):
        sent = {**HEADER, "name": "Rumah Pak Hadi", "client": "Hadi", "document_date": "23/11/2026"}
        projects.set_header(project.id, Sent(bob.id, sent))
        row = stored(project.id)
        assert (row.name, row.header) == ("Rumah Pak Hadi", {"client": "Hadi"})
        assert row.document_date == date(2026, 11, 23)
        history.undo(project.id, bob.id)
        assert (stored(project.id).name, stored(project.id).header) == ("Rumah contoh", {})

    def test_storing_what_is_there_makes_no_revision(self, context, project, bob):
        projects.set_header(project.id, Sent(bob.id, HEADER))
        assert stored(project.id).revision == 1

    def test_a_viewer_may_not_and_a_stranger_sees_nothing(self, context, project, vera, charlie):
        with pytest.raises(Forbidden):
            projects.set_header(project.id, Sent(vera.id, HEADER))
        with pytest.raises(NotFound):
            projects.set_header(project.id, Sent(charlie.id, HEADER))

    def test_two_people_on_two_fields_both_keep_theirs(self, context, project, alice, bob):
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "client": "Hadi"}, seen=1))
        projects.set_header(project.id, Sent(bob.id, {**HEADER, "location": "Bantul"}, seen=1))
        assert stored(project.id).header == {"client": "Hadi", "location": "Bantul"}

    def test_two_people_on_one_field_the_second_sees_both_values(
        self, context, project, alice, bob
    ):
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "client": "Hadi"}, seen=1))
        with pytest.raises(Conflict) as seen:
            projects.set_header(project.id, Sent(bob.id, {**HEADER, "client": "Harun"}, seen=1))
        error = seen.value
        assert (error.field, error.mine, error.before, error.theirs, error.who) == (
            "client", "Harun", "", "Hadi", "Alice",
        )  # fmt: skip
        assert stored(project.id).header == {"client": "Hadi"}
        again = Sent(bob.id, {**HEADER, "client": "Harun"}, seen=error.version)
        projects.set_header(project.id, again)
        assert stored(project.id).header == {"client": "Harun"}

    def test_both_typing_the_same_is_no_conflict(self, context, project, alice, bob):
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "ceiling": "5.000"}, seen=1))
        projects.set_header(project.id, Sent(bob.id, {**HEADER, "ceiling": "5000,0"}, seen=1))
        assert stored(project.id).revision == 2

    def test_a_person_alone_never_conflicts_with_himself(self, context, project, alice):
        for client in ("Hadi", "Harun"):
            sent = Sent(alice.id, {**HEADER, "client": client}, seen=1)
            projects.set_header(project.id, sent)
        assert stored(project.id).header == {"client": "Harun"}

    def test_a_field_emptied_is_gone(self, context, project, alice):
        projects.set_header(project.id, Sent(alice.id, {**HEADER, "client": "Hadi"}))
        projects.set_header(project.id, Sent(alice.id, HEADER))
        assert stored(project.id).header == {}

    @pytest.mark.parametrize("typed", ["31/02/2026", "kemarin", "2026-13-01"])
    def test_what_is_no_date_is_refused(self, context, project, alice, typed):
        with pytest.raises(Invalid) as refused:
            projects.set_header(project.id, Sent(alice.id, {**HEADER, "document_date": typed}))
        assert refused.value.problems[0].code == "date.not_a_date"


class TestRules:
    def test_rules_move_the_totals_exactly(self, context, project, alice):
        sent = {
            **RULES, "markup_percent": "12,5", "total-mode": "down", "total-step": "1.000",
            **line(0, label="PPN 12 %", percent="12", factor="11/12"),
        }  # fmt: skip
        rules.save(project.id, Sent(alice.id, sent))
        row = stored(project.id)
        # 12,5 m3 x 79.000 x 1,125 + 450.000 x 1,125; tax 11 %
        assert row.subtotal == Fraction("1617187.5")
        assert row.total == Fraction("1795078.125")
        assert row.rounded == 1_795_000
        assert row.tail == [
            {"label": "PPN 12 %", "percent": "12", "base": "subtotal", "base_factor": "11/12"}
        ]
        assert verification.verify(db.session(), project.id).differences == ()

    def test_only_owners_set_rules_and_undo_them(self, context, project, bob, vera, charlie):
        for person, refusal in ((bob, Forbidden), (vera, Forbidden), (charlie, NotFound)):
            with pytest.raises(refusal):
                rules.save(project.id, Sent(person.id, RULES))

    def test_rules_written_otherwise_but_meaning_the_same_make_no_revision(
        self, context, project, alice
    ):
        first = {**RULES, "total-mode": "down", "total-step": "1000", **line(0)}
        rules.save(project.id, Sent(alice.id, first))
        second = {**first, "total-step": "1.000,00", "row-0-percent": "11,00 %",
                  "row-0-factor": "12/12"}  # fmt: skip
        rules.save(project.id, Sent(alice.id, second))
        assert stored(project.id).revision == 2

    def test_lines_are_ordered_removed_and_left_out(self, context, project, alice):
        sent = {
            **RULES,
            **line(0, label="Ketiga", place="3"),
            **line(1, label="Pertama", place="1", sign="-1", base="running"),
            **line(2, label="Dibuang", place="2", remove="1"),
            **line(7, label="", percent="  ", place=""),
            **line(3, label="Terakhir", place="", mode="down", step="100"),
        }
        rules.save(project.id, Sent(alice.id, sent))
        lines = snapshot.tail(stored(project.id).tail)
        assert [(x.label, x.sign) for x in lines] == [
            ("Pertama", -1), ("Ketiga", 1), ("Terakhir", 1),
        ]  # fmt: skip
        assert lines[0].base == "running"
        assert lines[2].rounding(Fraction(199)) == 100

    @pytest.mark.parametrize(
        ("typed", "place", "code"),
        [
            ({"markup_percent": "100,01"}, "markup_percent", "number.too_large"),
            ({"markup_percent": "-1"}, "markup_percent", "number.negative"),
            ({"markup_percent": ""}, "markup_percent", "number.empty"),
            ({"kind": "x"}, "kind", "choice.unknown"),
            ({"hours_per_day": "25"}, "hours_per_day", "number.not_whole"),
            ({"total-mode": "down", "total-step": ""}, "total-step", "number.empty"),
            ({"total-mode": "down", "total-step": "0"}, "total-step", "number.too_small"),
            ({"line-mode": "sideways"}, "line-mode", "choice.unknown"),
            (line(2, percent="1.5"), "row-2-percent", "number.odd_grouping"),
            (line(2, label=""), "row-2-label", "text.empty"),
            (line(2, factor="11/0"), "row-2-factor", "tail.factor"),
            (line(2, factor="0"), "row-2-factor", "tail.factor"),
            (line(2, factor="1/x"), "row-2-factor", "number.not_a_number"),
            (line(2, base="dpp"), "row-2-base", "choice.unknown"),
            (line(2, sign="0"), "row-2-sign", "choice.unknown"),
            (line(2, mode="up", step="NaN"), "row-2-step", "number.not_a_number"),
        ],
    )
    def test_a_wrong_field_is_named_and_nothing_is_stored(
        self, context, project, alice, typed, place, code
    ):
        with pytest.raises(Invalid) as refused:
            rules.save(project.id, Sent(alice.id, {**RULES, **typed}))
        assert [(p.place, p.code) for p in refused.value.problems] == [(place, code)]
        assert stored(project.id).revision == 1

    def test_more_lines_than_a_recap_holds_are_refused(self, context, project, alice):
        many = {k: v for i in range(21) for k, v in line(i).items()}
        with pytest.raises(Invalid) as refused:
            rules.save(project.id, Sent(alice.id, {**RULES, **many}))
        assert refused.value.problems[0].code == "tail.too_many"

    def test_an_unusual_markup_is_stored_and_questioned(self, context, project, alice):
        sent = {**RULES, "kind": "ee", "markup_percent": "20"}
        remarks = rules.save(project.id, Sent(alice.id, sent))
        assert [p.code for p in remarks] == ["project.markup_unusual"]
        assert stored(project.id).markup_percent == 20

    def test_two_owners_on_one_rule_the_second_sees_both(self, context, project, alice, charlie):
        with transactions.writing() as session:
            session.add(Membership(project_id=project.id, user_id=charlie.id, role="owner"))
        rules.save(project.id, Sent(alice.id, {**RULES, **line(0)}, seen=1))
        other = {**RULES, **line(0, label="PPN", percent="12")}
        with pytest.raises(Conflict) as seen:
            rules.save(project.id, Sent(charlie.id, other, seen=1))
        assert (seen.value.field, seen.value.mine, seen.value.theirs) == (
            "tail", "PPN (12)", "PPN (11)",
        )  # fmt: skip

    def test_two_owners_on_two_roundings_name_the_rule(self, context, project, alice, charlie):
        with transactions.writing() as session:
            session.add(Membership(project_id=project.id, user_id=charlie.id, role="owner"))
        mine = {**RULES, "total-mode": "down", "total-step": "10"}
        rules.save(project.id, Sent(alice.id, mine, seen=1))
        with pytest.raises(Conflict) as seen:
            rules.save(project.id, Sent(charlie.id, {**mine, "total-step": "100"}, seen=1))
        assert (seen.value.field, seen.value.theirs) == ("rounding", "total: down 10")

    def test_fields_show_what_parsing_them_gives_back(self, context, project, alice):
        lines = {**line(0, factor="11/12"), **line(1, mode="none"), **line(2, mode="up", step="5")}
        sent = {**RULES, "tail-mode": "half_up", "tail-step": "0,01", **lines}
        rules.save(project.id, Sent(alice.id, sent))
        row = stored(project.id)
        for locale in ("id", "en"):
            shown = rules.fields(row, locale)
            for i, fields in enumerate(rules.tail_fields(row, locale)):
                shown |= {f"row-{i}-{name}": value for name, value in fields.items()}
            rules.save(project.id, Sent(alice.id, shown, locale))
        assert stored(project.id).revision == 2


class TestPreset:
    def test_the_effect_is_computed_before_and_nothing_is_written(self, context, project, vera):
        effect = rules.effect(project.id, vera.id, "ee")
        # 12,5 x 86.900 + 495.000; tax 11 %; down to 1.000
        assert (effect.before.rounded, effect.after.subtotal) == (1_581_250, 1_581_250)
        assert effect.after.rounded == 1_755_000
        assert (stored(project.id).revision, stored(project.id).kind) == (1, "private")

    @pytest.mark.parametrize("kind", ["ee", "bid", "rap", "self", "private"])
    def test_applying_gives_the_total_that_was_shown(self, context, project, alice, kind):
        shown = rules.effect(project.id, alice.id, kind).after
        rules.apply(project.id, Sent(alice.id, {"kind": kind}))
        row = stored(project.id)
        assert (row.kind, row.rounded, row.total) == (kind, shown.rounded, shown.total)
        assert verification.verify(db.session(), project.id).differences == ()

    def test_applying_is_one_revision_that_can_be_undone(self, context, project, alice):
        rules.apply(project.id, Sent(alice.id, {"kind": "rap"}))
        history.undo(project.id, alice.id)
        assert (stored(project.id).kind, stored(project.id).markup_percent) == ("private", 10)

    def test_editors_may_not_apply_and_strangers_see_no_effect(
        self, context, project, bob, charlie
    ):
        with pytest.raises(Forbidden):
            rules.apply(project.id, Sent(bob.id, {"kind": "rap"}))
        with pytest.raises(NotFound):
            rules.effect(project.id, charlie.id, "rap")

    def test_an_unknown_kind_is_refused(self, context, project, alice):
        with pytest.raises(Invalid):
            rules.apply(project.id, Sent(alice.id, {"kind": "hps"}))


class TestPortfolio:
    @pytest.fixture
    def three(self, site):
        for name, kind, location in (
            ("Gedung 100 %", "ee", "Sleman"),
            ("Jalan Kutoarjo", "bid", "Purworejo"),
            ("Talud_Gendol", "ee", "sleman utara"),
        ):
            fields = {"kind": kind, "name": name, "location": location}
            projects.create(Sent(site["alice"].id, fields))
        return site["alice"].id

    @pytest.mark.parametrize(
        ("search", "kind", "found"),
        [
            ("", "", {"Gedung 100 %", "Jalan Kutoarjo", "Talud_Gendol"}),
            ("kuto", "", {"Jalan Kutoarjo"}),
            ("SLEMAN", "", {"Gedung 100 %", "Talud_Gendol"}),
            ("%", "", {"Gedung 100 %"}),
            ("_", "", {"Talud_Gendol"}),
            ("sleman", "bid", set()),
            ("", "bid", {"Jalan Kutoarjo"}),
            ("", "unknown", {"Gedung 100 %", "Jalan Kutoarjo", "Talud_Gendol"}),
            ("'; DROP TABLE project; --", "", set()),
            ("(a+)+$", "", set()),
            ("\0kuto", "", {"Jalan Kutoarjo"}),
            ("\\", "", set()),
        ],
    )
    def test_search_finds_plain_text_in_name_and_location(self, three, search, kind, found):
        listing = portfolio.of(three, search, kind)
        assert {line.name for line in listing.lines} == found
        assert listing.count == len(found)

    def test_a_stranger_has_an_empty_list(self, three, site):
        assert portfolio.of(site["charlie"].id).lines == []

    def test_the_list_is_paged_latest_first(self, site):
        for number in range(26):
            projects.create(Sent(site["alice"].id, {"kind": "rap", "name": f"Proyek {number}"}))
        first, last = portfolio.of(site["alice"].id), portfolio.of(site["alice"].id, page=99)
        assert (len(first.lines), first.lines[0].name, first.pages) == (25, "Proyek 25", 2)
        assert ([line.name for line in last.lines], last.page) == (["Proyek 0"], 2)
        assert portfolio.of(site["alice"].id, page=-5).page == 1

    def test_a_line_says_what_is_known(self, context, project, vera):
        (found,) = portfolio.of(vera.id).lines
        assert (found.rounded, found.incomplete, found.missing_prices) == (1_581_250, 1, 1)
        assert (found.who, found.right) == ("Alice", "viewer")

    def test_trash_and_back(self, context, project, alice, bob):
        portfolio.discard(project.id, alice.id)
        assert portfolio.of(bob.id).count == 0
        (line,) = portfolio.trash(bob.id)
        assert (line.id, line.may_restore) == (project.id, False)
        assert (line.gone_at - line.trashed_at).days == 30
        assert abs((datetime.now(UTC) - line.trashed_at).total_seconds()) < 60
        with pytest.raises(NotFound):
            projects.set_header(project.id, Sent(bob.id, HEADER))
        portfolio.restore(project.id, alice.id)
        assert (portfolio.of(bob.id).count, portfolio.trash(bob.id)) == (1, [])

    def test_twice_is_once(self, context, project, alice):
        assert portfolio.discard(project.id, alice.id) == portfolio.discard(project.id, alice.id)
        assert portfolio.restore(project.id, alice.id) == portfolio.restore(project.id, alice.id)
        actions = db.session.execute(select(SecurityEvent.action)).scalars().all()
        assert actions == ["project.trashed", "project.restored"]
        assert db.session.execute(select(func.count()).select_from(Revision)).scalar_one() == 1

    def test_only_owners_use_the_trash(self, context, project, bob, vera, charlie):
        for act in (portfolio.discard, portfolio.restore):
            for person, refusal in ((bob, Forbidden), (vera, Forbidden), (charlie, NotFound)):
                with pytest.raises(refusal):
                    act(project.id, person.id)

    def test_an_owner_who_became_a_viewer_of_the_site_discards_nothing(
        self, context, project, alice
    ):
        with transactions.writing() as session:
            session.get(User, alice.id).role = "viewer"
        with pytest.raises(Forbidden):
            portfolio.discard(project.id, alice.id)
