import base64

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command, Datetime
from odoo.tests import Form, tagged

from .phone_common import NUMBER, PhoneCallCase

KINDS = {
    "call": "mail.mail_activity_data_call",
    "meeting": "mail.mail_activity_data_meeting",
    "email": "mail.mail_activity_data_email",
    "letter": "crm_plus.mail_activity_type_letter",
    "message": "crm_plus.mail_activity_type_message",
    "visit": "crm_plus.mail_activity_type_visit",
}


@tagged("post_install", "-at_install")
@freeze_time("2026-03-02 12:00:00")
class TestInteractionLog(PhoneCallCase):
    def _wizard(self, records, kind, user=None, **values):
        Wizard = (
            self.env["crm.plus.interaction.log"]
            .with_user(user or self.user_own)
            .with_context(active_model=records._name, active_ids=records.ids)
        )
        return Wizard.create(
            {
                "activity_type_id": self.env.ref(KINDS[kind]).id,
                "summary": "Signed contract",
                "date": "2026-02-27 15:00:00",
                "feedback": "Sent by courier",
                **values,
            }
        )

    def _attachment(self, name="contract.pdf"):
        return (
            self.env["ir.attachment"]
            .with_user(self.user_own)
            .create(
                {
                    "name": name,
                    "datas": base64.b64encode(b"signed"),
                    "res_model": "crm.plus.interaction.log",
                }
            )
        )

    def _entries(self, record):
        return record.message_ids.filtered("mail_activity_type_id")

    def test_every_kind_shows_on_every_record_with_its_icon(self):
        lead = self._create_leads(type="lead")
        opportunity = self._create_leads()
        contact = self._create_contact(phone=False)
        call = self._create_calls()
        for record in (lead, opportunity, contact, call):
            for kind, xmlid in KINDS.items():
                with self.subTest(model=record._name, kind=kind):
                    before = self._entries(record)
                    self._wizard(record, kind).action_log()
                    entry = self._entries(record) - before
                    activity_type = self.env.ref(xmlid)
                    self.assertEqual(len(entry), 1)
                    self.assertEqual(entry.mail_activity_type_id, activity_type)
                    self.assertIn(activity_type.icon, entry.body)
                    self.assertIn("Signed contract", entry.body)
                    self.assertIn("Sent by courier", entry.body)
                    self.assertEqual(str(entry.date), "2026-02-27 15:00:00")
                    self.assertEqual(entry.author_id, self.user_own.partner_id)

    def test_interaction_is_an_activity_that_is_done(self):
        lead = self._create_leads()
        self._wizard(lead, "letter").action_log()
        self.assertFalse(lead.activity_ids)
        activity = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)])
        )
        self.assertRecordValues(
            activity,
            [
                {
                    "active": False,
                    "activity_type_id": self.env.ref(KINDS["letter"]).id,
                    "summary": "Signed contract",
                    "feedback": "Sent by courier",
                    "date_done": Datetime.to_datetime("2026-02-27").date(),
                    "user_id": self.user_own.id,
                }
            ],
        )

    def test_call_becomes_a_phone_call_logged_once(self):
        lead = self._create_leads(phone=NUMBER)
        self._wizard(lead, "call", direction="inbound", duration=2.5).action_log()
        self.assertRecordValues(
            lead.phone_call_ids,
            [
                {
                    "name": "Signed contract",
                    "direction": "inbound",
                    "state": "held",
                    "duration": 2.5,
                    "phone": NUMBER,
                    "user_id": self.user_own.id,
                    "calendar_event_id": False,
                }
            ],
        )
        self.assertEqual(str(lead.phone_call_ids.date_start), "2026-02-27 15:00:00")
        self.assertIn("Sent by courier", lead.phone_call_ids.description)
        self.assertEqual(len(self._entries(lead)), 1)

    def test_other_kinds_are_no_phone_calls(self):
        lead = self._create_leads()
        for kind in set(KINDS) - {"call"}:
            self._wizard(lead, kind).action_log()
        self.assertFalse(lead.phone_call_ids)

    def test_without_the_feature_a_call_is_an_interaction_only(self):
        self.env["res.config.settings"].create(
            {"group_use_phone_calls": False}
        ).execute()
        self.user_own.group_ids -= self.env.ref("crm_plus.group_use_phone_calls")
        lead = self._create_leads()
        self._wizard(lead, "call").action_log()
        self.assertFalse(lead.phone_call_ids)
        self.assertEqual(len(self._entries(lead)), 1)

    def test_attachments_hang_on_the_entry_and_its_record(self):
        lead = self._create_leads()
        attachment = self._attachment()
        self._wizard(
            lead, "letter", attachment_ids=[Command.set(attachment.ids)]
        ).action_log()
        self.assertEqual(self._entries(lead).attachment_ids, attachment)
        self.assertEqual(
            (attachment.res_model, attachment.res_id), ("crm.lead", lead.id)
        )
        # Colleagues who see the lead see the file.
        self.assertEqual(attachment.with_user(self.user_all).name, "contract.pdf")

    def test_several_records_get_their_own_copy(self):
        leads = self._create_leads(3)
        self._wizard(
            leads, "letter", attachment_ids=[Command.set(self._attachment().ids)]
        ).action_log()
        for lead in leads:
            attachment = self._entries(lead).attachment_ids
            self.assertEqual(attachment.mapped("name"), ["contract.pdf"])
            self.assertEqual(attachment.res_id, lead.id)

    def test_author_may_be_a_colleague(self):
        lead = self._create_leads()
        self._wizard(lead, "visit", user_id=self.user_peer.id).action_log()
        activity = (
            self.env["mail.activity"]
            .with_context(active_test=False)
            .search([("res_model", "=", "crm.lead"), ("res_id", "=", lead.id)])
        )
        self.assertEqual(activity.user_id, self.user_peer)
        self.assertIn(self.user_peer.name, self._entries(lead).body)
        assigned = self.env["mail.message"].search(
            [("partner_ids", "in", self.user_peer.partner_id.ids)]
        )
        self.assertFalse(assigned, "nobody is told to do what was done")

    def test_future_is_refused_and_nothing_written(self):
        lead = self._create_leads()
        wizard = self._wizard(lead, "visit", date="2026-03-03 12:00:00")
        with self.assertRaisesRegex(UserError, "has taken place"):
            wizard.action_log()
        self.assertFalse(self._entries(lead))

    def test_lead_of_another_seller_is_refused(self):
        lead = self._create_leads(user_id=self.user_all.id)
        with self.assertRaises(AccessError):
            self._wizard(lead, "visit").action_log()
        self.assertFalse(self._entries(lead))
        for user in (self.user_auditor, self.user_employee, self.user_portal):
            with self.assertRaises(AccessError):
                self._wizard(lead, "visit", user=user)

    def test_kinds_offered_are_interactions(self):
        kinds = self.env["mail.activity.type"].search([("is_interaction", "=", True)])
        self.assertLessEqual(
            {self.env.ref(xmlid) for xmlid in KINDS.values()}, set(kinds)
        )
        self.assertNotIn(self.env.ref("mail.mail_activity_data_todo"), kinds)

    def test_form_starts_with_an_interaction(self):
        lead = self._create_leads()
        form = Form(
            self.env["crm.plus.interaction.log"]
            .with_user(self.user_own)
            .with_context(active_model="crm.lead", active_ids=lead.ids)
        )
        self.assertTrue(form.activity_type_id.is_interaction)
        self.assertEqual(form.user_id, self.user_own)

    def test_action_is_offered_on_each_model(self):
        for model in ("crm.lead", "res.partner", "crm.plus.phone.call"):
            bindings = (
                self.env["ir.actions.actions"]
                .with_user(self.user_own)
                .get_bindings(model)
            )
            names = [action["name"] for action in bindings.get("action", ())]
            self.assertIn("Log Interaction", names, model)
            bindings = (
                self.env["ir.actions.actions"]
                .with_user(self.user_employee)
                .get_bindings(model)
            )
            names = [action["name"] for action in bindings.get("action", ())]
            self.assertNotIn("Log Interaction", names, model)

    def test_letter_visit_and_message_are_types_with_icons(self):
        for kind in ("letter", "visit", "message"):
            activity_type = self.env.ref(KINDS[kind])
            self.assertTrue(activity_type.icon.startswith("fa-"))
            self.assertEqual(activity_type.name, kind.title())
