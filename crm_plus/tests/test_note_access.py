from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .note_common import NoteCase


@tagged("post_install", "-at_install")
class TestNoteAccess(NoteCase):
    """Each way to a note, tried by each role."""

    def test_readers_of_the_lead_read_its_public_note(self):
        for user in (
            self.user_leader,
            self.user_all,
            self.user_manager,
            self.user_auditor,
        ):
            self.assertReads(user, self.public)
        self.assertReads(self.user_own, self.public | self.private)

    def test_who_does_not_read_the_lead_reads_no_note(self):
        none = self.env["crm.plus.note"]
        self.assertReads(self.user_peer, none)
        self.assertReads(self.user_other, none)
        self.assertReads(self.user_employee, none)
        for user in (self.user_portal, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self._notes_of(user)

    def test_employee_reads_public_notes_of_a_contact(self):
        partner = self.env["res.partner"].create(
            {"name": "Ali Rezaei", "user_id": self.user_own.id}
        )
        public = self._create_note(partner)
        self._create_note(partner, is_private=True)
        self.assertReads(self.user_employee, public, partner)
        with self.assertRaises(AccessError):
            self._create_note(partner, self.user_employee)

    def test_private_note_of_a_contact_is_for_author_owner_and_followers(self):
        partner = self.env["res.partner"].create(
            {"name": "Ali Rezaei", "user_id": self.user_own.id}
        )
        note = self._create_note(partner, self.user_peer, is_private=True)
        self.assertReads(self.user_peer, note, partner)
        self.assertReads(self.user_own, note, partner)
        self.assertReads(self.user_all, note.browse(), partner)
        partner.message_subscribe(self.user_all.partner_id.ids)
        self.assertReads(self.user_all, note, partner)

    def test_private_note_is_for_its_author(self):
        note = self._create_note(author=self.user_all, is_private=True)
        self.assertReads(self.user_all, self.public | note)
        # and for the owner of the lead
        self.assertReads(self.user_own, self.public | self.private | note)
        self.assertReads(self.user_manager, self.public)

    def test_new_owner_reads_and_old_owner_no_longer(self):
        note = self._create_note(author=self.user_manager, is_private=True)
        self.lead.message_unsubscribe(self.user_own.partner_id.ids)
        self.lead.user_id = self.user_all
        self.assertReads(self.user_all, self.public | self.private | note)
        self.lead.message_unsubscribe(self.user_own.partner_id.ids)
        self.assertReads(self.user_own, note.browse())

    def test_follower_who_lost_the_record_reads_nothing(self):
        self.lead.message_subscribe(self.user_peer.partner_id.ids)
        self.assertReads(self.user_peer, self.env["crm.plus.note"])
        self._create_note(author=self.user_all, is_private=True)
        self.lead.write(
            {
                "company_id": self.company_other.id,
                "team_id": self.team_other.id,
                "user_id": self.user_other.id,
            }
        )
        self.assertReads(self.user_all, self.env["crm.plus.note"])

    def test_private_note_is_not_found_by_any_search(self):
        for user in (self.user_leader, self.user_all, self.user_manager):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                Note = self.env["crm.plus.note"].with_user(user)
                domain = [("id", "=", self.private.id)]
                self.assertFalse(Note.search(domain))
                self.assertEqual(Note.search_count(domain), 0)
                self.assertFalse(Note.search([("name", "ilike", "Secret")]))
                self.assertFalse(Note.search([("body", "ilike", "30 percent")]))
                self.assertFalse(Note.search([("is_private", "=", True)]))
                self.assertFalse(Note.search(["!", ("is_private", "=", False)]))
                self.assertEqual(Note.name_search("Secret discount"), [])
                self.assertEqual(
                    Note.web_search_read(domain, {"name": {}, "body": {}})["records"],
                    [],
                )
                self.assertEqual(Note.search_read(domain, ["name"]), [])

    def test_private_note_is_not_counted_or_grouped(self):
        for user in (self.user_leader, self.user_all, self.user_manager):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                Note = self.env["crm.plus.note"].with_user(user)
                domain = [("res_id", "=", self.lead.id)]
                self.assertEqual(
                    Note._read_group(domain, ["is_private"], ["__count"]), [(False, 1)]
                )
                groups = Note.formatted_read_group(
                    domain, ["author_id"], ["id:array_agg"]
                )
                self.assertEqual(groups[0]["id:array_agg"], self.public.ids)
                self.assertEqual(self.lead.with_user(user).note_count, 1)
        self.env.invalidate_all()
        self.assertEqual(self.lead.with_user(self.user_own).note_count, 2)

    def test_private_note_is_not_read_by_a_guessed_id(self):
        for user in (
            self.user_peer,
            self.user_leader,
            self.user_all,
            self.user_manager,
            self.user_auditor,
            self.user_employee,
            self.user_other,
            self.user_portal,
        ):
            note = self.private.with_user(user)
            for read in (
                lambda n: n.read(["name", "body"]),
                lambda n: n.web_read({"name": {}}),
                lambda n: n.body,
                lambda n: n.display_name,
                lambda n: n.copy(),
                lambda n: n.check_access("read"),
            ):
                self.env.invalidate_all()
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    read(note)
            self.assertFalse(note.has_access("read"))

    def test_private_note_is_not_exported_by_a_guessed_id(self):
        for user in (self.user_leader, self.user_all, self.user_manager):
            self.env.invalidate_all()
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.private.with_user(user).export_data(["name", "body"])

    def test_private_note_does_not_come_with_its_lead(self):
        for user in (self.user_leader, self.user_all, self.user_manager):
            with self.subTest(user=user.login):
                self.env.invalidate_all()
                lead = self.lead.with_user(user)
                self.assertEqual(lead.note_ids.ids, self.public.ids)
                self.env.invalidate_all()
                self.assertEqual(
                    lead.read(["note_ids"])[0]["note_ids"], self.public.ids
                )
                self.env.invalidate_all()
                values = lead.web_read({"note_ids": {"fields": {"name": {}}}})
                self.assertEqual(
                    [note["name"] for note in values[0]["note_ids"]], ["Budget fixed"]
                )
                self.env.invalidate_all()
                rows = lead.export_data(["name", "note_ids/name"])["datas"]
                self.assertEqual([row[1] for row in rows], ["Budget fixed"])

    def test_lead_is_not_found_by_its_private_note(self):
        domain = [("id", "=", self.lead.id), ("note_ids.body", "ilike", "30 percent")]
        for user in (self.user_leader, self.user_all, self.user_manager):
            self.assertFalse(self.env["crm.lead"].with_user(user).search(domain))
        found = self.env["crm.lead"].with_user(self.user_own).search(domain)
        self.assertEqual(found, self.lead)

    def test_lead_does_not_tell_that_it_has_a_private_note(self):
        self.public.unlink()
        Lead = self.env["crm.lead"]
        note_id = self.private.id
        for condition, found in (
            (("note_ids", "!=", False), True),
            (("note_ids", "=", False), False),
            (("note_ids", "=", note_id), True),
            (("note_ids", "in", [note_id, False]), True),
            (("note_ids", "not in", [note_id]), False),
            (("note_ids", "any", []), True),
            (("note_ids.id", ">", 0), True),
            (("note_ids", "ilike", "Secret"), True),
        ):
            domain = [("id", "=", self.lead.id), condition]
            with self.subTest(condition=condition):
                count = Lead.with_user(self.user_own).search_count(domain)
                self.assertEqual(bool(count), found)
                # for all others the lead has none
                without = [("id", "=", self.lead.id), *self._as_if_none(condition)]
                for user in (self.user_all, self.user_manager, self.user_auditor):
                    count = Lead.with_user(user).search_count(domain)
                    self.assertEqual(count, Lead.search_count(without), user.login)

    def _as_if_none(self, condition):
        """Return what a condition means where there is no note."""
        name, operator, value = condition
        is_true = value is False and operator == "=" or operator == "not in"
        is_true = is_true or (operator == "in" and False in value)
        return [] if is_true else [("id", "=", 0)]

    def test_draft_of_the_lead_shows_no_private_note(self):
        spec = {"note_ids": {"fields": {"name": {}, "body": {}}}}
        for user in (self.user_leader, self.user_all, self.user_manager):
            lead = self.lead.with_user(user)
            for command in (
                Command.link(self.private.id),
                Command.update(self.private.id, {"color": 1}),
            ):
                self.env.invalidate_all()
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    lead.onchange({"note_ids": [command]}, ["note_ids"], spec)

    def test_copy_of_the_lead_takes_no_note_along(self):
        copy = self.lead.with_user(self.user_all).copy()
        notes = self.env["crm.plus.note"].search([("res_id", "=", copy.id)])
        self.assertFalse(notes)
        self.assertReads(self.user_all, self.public)

    def test_attachment_of_a_private_note_follows_it(self):
        Attachment = self.env["ir.attachment"]
        upload = Attachment.with_user(self.user_own).create(
            {"name": "prices.txt", "raw": b"30", "res_model": "crm.plus.note"}
        )
        self.private.with_user(self.user_own).write(
            {"attachment_ids": [Command.link(upload.id)]}
        )
        self.assertEqual(upload.res_id, self.private.id)
        for user in (self.user_leader, self.user_all, self.user_manager):
            self.env.invalidate_all()
            file = upload.with_user(user)
            with self.assertRaises(AccessError):
                file.read(["name"])
            domain = [("name", "=", "prices.txt")]
            self.assertFalse(Attachment.with_user(user).search(domain))
            by_model = [*domain, ("res_model", "=", "crm.plus.note")]
            self.assertFalse(Attachment.with_user(user).search(by_model))
            # nor through a document one may write on
            for take in (
                lambda f=file: f.copy(),
                lambda f=file: f.generate_access_token(),
                lambda u=user: self.lead.with_user(u).message_post(
                    body="Look", attachment_ids=upload.ids
                ),
                lambda u=user: self._create_note(author=u, attachment_ids=upload.ids),
            ):
                with self.assertRaises(AccessError):
                    take()
        self.env.invalidate_all()
        self.assertEqual(upload.with_user(self.user_own).raw, b"30")

    def test_note_leaves_no_trace_in_the_chatter(self):
        messages = self.lead.message_ids
        self._create_note(name="Silent", body="<p>hush</p>", is_private=True)
        self.assertEqual(self.lead.message_ids, messages)
        self.assertFalse(
            self.env["mail.message"].search([("model", "=", "crm.plus.note")])
        )
