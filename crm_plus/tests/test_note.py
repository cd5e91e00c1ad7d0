from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .note_common import NoteCase


@tagged("post_install", "-at_install")
class TestNote(NoteCase):
    def test_note_has_author_date_and_record(self):
        self.assertRecordValues(
            self.public,
            [
                {
                    "author_id": self.user_own.id,
                    "resource_ref": self.lead,
                    "is_private": False,
                    "is_pinned": False,
                    "is_editable": False,
                }
            ],
        )
        self.assertTrue(self.public.date)
        self.assertTrue(self.public.with_user(self.user_own).is_editable)

    def test_pinned_notes_come_first(self):
        newest = self._create_note(name="Newest", date="2030-01-01 08:00:00")
        self.assertEqual(self._notes_of(self.user_own)[0], newest)
        self.public.with_user(self.user_own).action_toggle_pin()
        self.assertEqual(self._notes_of(self.user_own)[:2], self.public | newest)
        self.public.with_user(self.user_own).action_toggle_pin()
        self.assertEqual(self._notes_of(self.user_own)[0], newest)

    def test_pin_needs_a_record_one_may_change(self):
        # a manager arranges the record with another's note, an auditor does not
        self.public.with_user(self.user_manager).action_toggle_pin()
        self.assertTrue(self.public.is_pinned)
        with self.assertRaises(AccessError):
            self.public.with_user(self.user_auditor).action_toggle_pin()
        with self.assertRaises(AccessError):
            self.private.with_user(self.user_manager).action_toggle_pin()
        self.env.invalidate_all()
        self.assertTrue(self.public.is_pinned)
        self.assertFalse(self.private.is_pinned)

    def test_form_of_the_menu_asks_for_the_record(self):
        Note = self.env["crm.plus.note"].with_user(self.user_own)
        with Form(Note) as form:
            form.name = "From the menu"
            form.resource_ref = self.lead.with_user(self.user_own)
        self.assertRecordValues(
            form.record, [{"res_model": "crm.lead", "res_id": self.lead.id}]
        )

    def test_note_is_added_through_the_lead(self):
        self.lead.with_user(self.user_own).write(
            {"note_ids": [Command.create({"name": "Through the tab"})]}
        )
        note = self.lead.note_ids.filtered(lambda n: n.name == "Through the tab")
        self.assertRecordValues(
            note,
            [
                {
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "author_id": self.user_own.id,
                }
            ],
        )

    def test_note_is_added_on_a_new_contact(self):
        contact = (
            self.env["res.partner"]
            .with_user(self.user_own)
            .create(
                {
                    "name": "Parisa Moradi",
                    "note_ids": [Command.create({"name": "Met at the fair"})],
                }
            )
        )
        self.assertEqual(contact.note_ids.name, "Met at the fair")
        self.assertEqual(contact.note_count, 1)

    def test_notes_of_two_models_with_the_same_id_stay_apart(self):
        partner = self.env["res.partner"].create({"name": "Same id"})
        partner_note = self._create_note(partner, name="On the contact")
        # two tables may hand out the same id: force the clash
        partner_note.sudo().write({"res_id": self.lead.id})
        self.assertEqual(self._notes_of(self.user_own), self.public | self.private)
        self.assertNotIn(partner_note, self.lead.note_ids)

    def test_private_note_button_opens_a_private_note_of_the_record(self):
        action = self.lead.with_user(self.user_own).action_add_private_note()
        Note = self.env["crm.plus.note"].with_user(self.user_own)
        with Form(Note.with_context(**action["context"])) as form:
            form.name = "From the chatter"
        self.assertRecordValues(
            form.record,
            [
                {
                    "is_private": True,
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "author_id": self.user_own.id,
                }
            ],
        )

    def test_search_button_opens_the_notes_of_this_record_only(self):
        other = self._create_leads()
        self._create_note(other)
        action = self.lead.with_user(self.user_own).action_view_notes()
        found = self.env["crm.plus.note"].search(action["domain"])
        self.assertEqual(found, self.public | self.private)

    def test_open_record_leads_back_to_the_lead(self):
        action = self.public.with_user(self.user_own).action_open_record()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self.lead.id)
        )

    def test_deleting_the_record_deletes_all_its_notes(self):
        notes = self.public | self.private
        self.lead.with_user(self.user_manager).unlink()
        self.assertFalse(notes.exists())

    def test_body_is_sanitized(self):
        note = self._create_note(body="<p>fine</p><script>alert(1)</script>")
        self.assertEqual(note.sudo().body, "<p>fine</p>")

    def test_archived_lead_keeps_its_notes(self):
        self.lead.with_user(self.user_own).action_set_lost()
        self.assertReads(self.user_own, self.public | self.private)

    def test_copy_of_a_note_is_the_copier_s_own(self):
        copy = self.public.with_user(self.user_manager).copy()
        self.assertEqual(copy.author_id, self.user_manager)
        self.assertEqual(copy.res_id, self.lead.id)
