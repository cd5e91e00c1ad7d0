from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .phone_common import NUMBER, NUMBER_LOCAL, PhoneCallCase


@tagged("post_install", "-at_install")
class TestPhoneCall(PhoneCallCase):
    def test_quick_form_logs_a_call_without_lead(self):
        action = (
            self.env["ir.actions.act_window"]
            .with_user(self.user_own)
            ._for_xml_id("crm_plus.crm_plus_phone_call_action_log")
        )
        view = "crm_plus.crm_plus_phone_call_view_form_quick"
        self.assertEqual(action["view_id"][0], self.env.ref(view).id)
        Call = self.Call.with_user(self.user_own).with_context(
            default_direction="inbound", default_state="held"
        )
        with Form(Call, view=view) as form:
            form.phone = NUMBER_LOCAL
            form.contact_name = "Mr. Chen"
            form.name = "Asked for a price list"
            form.outcome = "call_back"
            form.duration = 4.5
        call = form.record
        self.assertRecordValues(
            call,
            [
                {
                    "direction": "inbound",
                    "state": "held",
                    "outcome": "call_back",
                    "phone": NUMBER_LOCAL,
                    "phone_sanitized": NUMBER,
                    "contact_name": "Mr. Chen",
                    "partner_id": False,
                    "lead_id": False,
                    "is_unknown": True,
                    "user_id": self.user_own.id,
                    "team_id": self.team_a.id,
                    "company_id": self.company.id,
                    "duration": 4.5,
                }
            ],
        )

    def test_malformed_number_is_kept_as_typed_and_flagged(self):
        for typed in ("12", "abc", "ext. 12 / reception", "+999999", "٠١٢x"):
            with self.subTest(typed=typed):
                call = self._create_calls(phone=typed)
                self.assertEqual(call.phone, typed)
                self.assertFalse(call.phone_sanitized)
                self.assertTrue(call.is_phone_unrecognized)

    def test_call_without_number_is_not_malformed(self):
        call = self._create_calls(phone=False)
        self.assertFalse(call.is_phone_unrecognized)

    def test_number_is_read_in_the_country_of_the_contact(self):
        taipei = self._create_contact(
            "Lin Yu-Ting", "0912 345 678", country_id=self.env.ref("base.tw").id
        )
        call = self._create_calls(partner_id=taipei.id)
        self.assertEqual(call.phone, "0912 345 678")
        self.assertEqual(call.phone_sanitized, "+886912345678")

    def test_number_is_stored_and_indexed(self):
        for model in ("crm.plus.phone.call", "res.partner", "crm.lead"):
            field = self.env[model]._fields["phone_sanitized"]
            self.assertTrue(field.store, model)
            # by the field itself or, where the field is stock's, by an index of ours
            table = self.env[model]._table
            self.env.cr.execute(
                """SELECT count(*) FROM pg_index i
                     JOIN pg_attribute a
                       ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                    WHERE i.indrelid = %s::regclass
                      AND a.attname = 'phone_sanitized'""",
                [table],
            )
            self.assertTrue(self.env.cr.fetchone()[0], model)

    def test_start_decides_between_planned_and_held(self):
        with freeze_time("2026-03-02 10:00:00"):
            past, future = self.Call.create(
                [
                    {"date_start": "2026-03-02 09:00:00"},
                    {"date_start": "2026-03-02 11:00:00"},
                ]
            )
        self.assertEqual((past.state, future.state), ("held", "planned"))
        self.assertEqual((past.duration, future.duration), (0.0, 15.0))

    def test_end_follows_start_and_duration_and_the_other_way_round(self):
        call = self._create_calls(duration=4.5)
        self.assertEqual(str(call.date_end), "2026-03-02 09:04:30")
        # The calendar writes both ends when a slot is dragged.
        call.write(
            {"date_start": "2026-03-03 10:00:00", "date_end": "2026-03-03 10:20:00"}
        )
        self.assertEqual(call.duration, 20.0)
        self.assertEqual(str(call.date_end), "2026-03-03 10:20:00")

    def test_negative_duration_is_refused(self):
        call = self._create_calls(duration=3)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(IntegrityError, "check_duration"),
            self.env.cr.savepoint(),
        ):
            call.duration = -1
            call.flush_recordset()
        call.invalidate_recordset()
        self.assertEqual(call.duration, 3)

    def test_number_of_more_than_64_characters_is_refused(self):
        call = self._create_calls(phone="1" * 64).with_user(self.user_own)
        with (
            self.assertRaisesRegex(ValidationError, "longer than 64 characters"),
            self.env.cr.savepoint(),
        ):
            call.phone = "1" * 65
        call.invalidate_recordset()
        self.assertEqual(call.phone, "1" * 64)

    def test_duration_of_more_than_a_day_is_refused(self):
        call = self._create_calls(duration=24 * 60).with_user(self.user_own)
        with (
            self.assertRaisesRegex(ValidationError, "longer than 24 hours"),
            self.env.cr.savepoint(),
        ):
            call.duration = 24 * 60 + 1
        call.invalidate_recordset()
        self.assertEqual(call.duration, 24 * 60)

    def test_place_and_source_come_from_lead_then_contact_then_number(self):
        source = self.env["utm.source"].create({"name": "Trade Fair"})
        lead = self._create_leads(
            city="Tehran", country_id=self.env.ref("base.ir").id, source_id=source.id
        )
        contact = self._create_contact(
            city="Taipei", country_id=self.env.ref("base.tw").id
        )
        by_lead = self._create_calls(lead_id=lead.id, partner_id=contact.id)
        by_contact = self._create_calls(partner_id=contact.id)
        by_number = self._create_calls(phone="+49 30 123456")
        self.assertRecordValues(
            by_lead | by_contact | by_number,
            [
                {
                    "city": "Tehran",
                    "country_id": self.env.ref("base.ir").id,
                    "source_id": source.id,
                },
                {
                    "city": "Taipei",
                    "country_id": self.env.ref("base.tw").id,
                    "source_id": False,
                },
                {
                    "city": False,
                    "country_id": self.env.ref("base.de").id,
                    "source_id": False,
                },
            ],
        )
        lead.city = "Shiraz"
        self.assertEqual(by_lead.city, "Shiraz")

    def test_source_typed_in_stays(self):
        source = self.env["utm.source"].create({"name": "Trade Fair"})
        call = self._create_calls(source_id=source.id)
        call.lead_id = self._create_leads()
        self.assertEqual(call.source_id, source)

    def test_calls_group_by_city_country_team_and_source(self):
        contact = self._create_contact(
            city="Taipei", country_id=self.env.ref("base.tw").id
        )
        calls = self._create_calls(3, partner_id=contact.id)
        for name in ("city", "country_id", "team_id", "source_id"):
            groups = self.Call.with_user(self.user_own)._read_group(
                [("id", "in", calls.ids)], [name], ["__count"]
            )
            self.assertEqual([count for _value, count in groups], [3], name)
        arch = self.env.ref("crm_plus.crm_plus_phone_call_view_search").arch
        for name in ("city", "country_id", "team_id", "source_id"):
            self.assertIn(f"'group_by': '{name}'", arch)

    def test_display_name_falls_back_to_the_caller(self):
        call = self._create_calls(name=False, phone=NUMBER, direction="inbound")
        self.assertEqual(call.display_name, f"Call from {NUMBER}")
        call.write({"contact_name": "Omid", "direction": "outbound"})
        self.assertEqual(call.display_name, "Call to Omid")
        call.write({"contact_name": False, "phone": False})
        self.assertEqual(call.display_name, "Phone call")
        call.name = "Price list"
        self.assertEqual(call.display_name, "Price list")

    def test_number_stays_in_one_piece_from_right_to_left(self):
        lang = self.env["res.lang"]._activate_lang("ar_001")
        call = self._create_calls(name=False, phone=NUMBER, direction="inbound")
        arabic = call.with_context(lang=lang.code)
        self.assertIn(
            f"\N{LEFT-TO-RIGHT ISOLATE}{NUMBER}\N{POP DIRECTIONAL ISOLATE}",
            arabic.display_name,
        )
        self.assertEqual(call.display_name, f"Call from {NUMBER}")
        found = self.Call.with_context(lang=lang.code).name_search(NUMBER)
        self.assertIn(call.id, [found_id for found_id, _name in found])

    def test_columns_leave_out_the_rare_state(self):
        Call = self.Call.with_user(self.user_own).with_context(read_group_expand=True)
        call = self._create_calls(state="held")
        columns = ["planned", "missed", "held", "cancelled"]
        for state in ("held", "ongoing"):
            call.state = state
            groups = Call.formatted_read_group(
                [("id", "=", call.id)], ["state"], ["__count"]
            )
            self.assertEqual([group["state"] for group in groups], columns)
            columns.insert(1, "ongoing")

    def test_buttons_change_the_state(self):
        call = self._create_calls(state="planned", outcome=False).with_user(
            self.user_own
        )
        call.action_set_held()
        self.assertEqual((call.state, call.outcome), ("held", "answered"))
        call.action_cancel()
        self.assertEqual(call.state, "cancelled")
        call.action_plan()
        self.assertEqual((call.state, call.outcome), ("planned", False))
        call.action_set_missed()
        self.assertEqual((call.state, call.outcome), ("missed", False))

    def test_marking_held_keeps_the_outcome_already_noted(self):
        call = self._create_calls(state="ongoing", outcome="busy")
        call.action_set_held()
        self.assertEqual(call.outcome, "busy")

    def test_team_of_another_company_is_not_taken(self):
        call = self._create_calls(
            company_id=self.company_other.id, user_id=self.user_other.id
        )
        self.assertEqual(call.team_id, self.team_other)
        self.assertNotEqual(call.team_id.company_id, self.company)

    def test_lead_of_another_company_is_refused(self):
        lead = self._create_leads(
            company_id=self.company_other.id,
            user_id=self.user_other.id,
            team_id=self.team_other.id,
        )
        call = self._create_calls()
        with self.assertRaises(UserError):
            call.lead_id = lead
        call.invalidate_recordset()
        self.assertFalse(call.lead_id)

    def test_form_moves_between_planned_and_held(self):
        with freeze_time("2026-03-02 10:00:00"):
            form = Form(self.Call.with_user(self.user_own))
            self.assertEqual(form.state, "held")
            form.date_start = Datetime.to_datetime("2026-03-04 10:00:00")
            self.assertEqual((form.state, form.duration), ("planned", 15.0))

    def test_every_view_opens(self):
        self._create_calls(2)
        action = self.env.ref("crm_plus.crm_plus_phone_call_action")
        self.assertEqual(action.view_mode, "list,kanban,calendar,pivot,graph,form")
        for kind in ("list", "kanban", "calendar", "pivot", "graph", "form", "search"):
            view = self.Call.with_user(self.user_own).get_view(view_type=kind)
            self.assertIn(f"<{kind}", view["arch"])
