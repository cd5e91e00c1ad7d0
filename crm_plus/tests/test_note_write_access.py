from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .note_common import NoteCase


@tagged("post_install", "-at_install")
class TestNoteWriteAccess(NoteCase):
    def _assert_refused(self, action, note=None):
        """Check that the action is refused and that the note is as it was."""
        note = self.public if note is None else note
        fields = ["name", "author_id", "res_model", "res_id", "is_private"]
        before = note.sudo().read(fields)
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            action()
        self.env.invalidate_all()
        self.assertEqual(note.sudo().read(fields), before)

    def test_only_the_author_changes_a_note(self):
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
            note = self.public.with_user(user)
            self._assert_refused(lambda n=note: n.write({"name": "Changed"}))
            note = self.private.with_user(user)
            self._assert_refused(
                lambda n=note: n.write({"is_private": False}), self.private
            )
        self.public.with_user(self.user_own).write({"name": "Changed"})
        self.assertEqual(self.public.name, "Changed")

    def test_owner_does_not_change_another_s_note(self):
        note = self._create_note(author=self.user_all, is_private=True)
        own = note.with_user(self.user_own)
        self._assert_refused(lambda: own.write({"is_private": False}), note)

    def test_author_who_lost_the_lead_changes_nothing(self):
        self.lead.user_id = self.user_all
        note = self.public.with_user(self.user_own)
        self._assert_refused(lambda: note.write({"name": "Changed"}))
        self._assert_refused(note.unlink)

    def test_note_keeps_its_record_and_author(self):
        note = self.public.with_user(self.user_own)
        other = self._create_leads()
        self._assert_refused(lambda: note.write({"res_id": other.id}))
        self._assert_refused(lambda: note.write({"res_model": "res.partner"}))
        self._assert_refused(lambda: note.write({"author_id": self.user_all.id}))
        self._assert_refused(
            lambda: note.write({"resource_ref": f"crm.lead,{other.id}"})
        )
        # a private note is not pulled to a record one owns
        mine = self._create_leads(user_id=self.user_all.id)
        self._assert_refused(
            lambda: mine.with_user(self.user_all).write(
                {"note_ids": [Command.link(self.private.id)]}
            ),
            self.private,
        )

    def test_note_is_written_in_one_s_own_name(self):
        with self.assertRaises(AccessError):
            self._create_note(author=self.user_all, author_id=self.user_own.id)
        self.assertReads(self.user_own, self.public | self.private)

    def test_note_needs_a_lead_one_may_change(self):
        for user in (
            self.user_peer,
            self.user_auditor,
            self.user_employee,
            self.user_other,
            self.user_portal,
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._create_note(author=user)
        self.assertReads(self.user_own, self.public | self.private)

    def test_author_deletes_own_notes(self):
        (self.public | self.private).with_user(self.user_own).unlink()
        self.assertFalse((self.public | self.private).exists())

    def test_administrator_deletes_public_notes_only(self):
        for user in (self.user_leader, self.user_all, self.user_auditor):
            self._assert_refused(self.public.with_user(user).unlink)
        self._assert_refused(
            self.private.with_user(self.user_manager).unlink, self.private
        )
        self.public.with_user(self.user_manager).unlink()
        self.assertFalse(self.public.exists())

    def test_owner_deletes_no_note_of_another(self):
        for is_private in (False, True):
            note = self._create_note(author=self.user_all, is_private=is_private)
            self._assert_refused(note.with_user(self.user_own).unlink, note)
            lead = self.lead.with_user(self.user_own)
            for command in (
                Command.delete(note.id),
                Command.unlink(note.id),
                Command.clear(),
                Command.set([]),
            ):
                with self.subTest(is_private=is_private, command=command):
                    self._assert_refused(
                        lambda lead=lead, command=command: lead.write(
                            {"note_ids": [command]}
                        ),
                        note,
                    )

    def test_author_deletes_own_note_in_the_tab_of_the_lead(self):
        lead = self.lead.with_user(self.user_own)
        lead.write({"note_ids": [Command.delete(self.public.id)]})
        self.assertFalse(self.public.exists())

    def test_record_takes_the_notes_of_others_along(self):
        contact = self.env["res.partner"].create({"name": "Parisa"})
        notes = self._create_note(contact) | self._create_note(
            contact, author=self.user_all, is_private=True
        )
        contact.with_user(self.user_manager).sudo().unlink()
        self.assertFalse(notes.exists())

    def test_trash_is_shown_to_who_may_delete(self):
        for user, deletable in (
            (self.user_own, self.public | self.private),
            (self.user_peer, self.env["crm.plus.note"]),
            (self.user_leader, self.env["crm.plus.note"]),
            (self.user_all, self.env["crm.plus.note"]),
            (self.user_manager, self.public),
        ):
            with self.subTest(user=user.login):
                notes = self._notes_of(user).with_user(user)
                self.assertEqual(
                    notes.filtered("is_deletable").with_env(self.env), deletable
                )
                allowed = notes._filtered_access("unlink")
                self.assertEqual(allowed.with_env(self.env), deletable)


@tagged("post_install", "-at_install")
class TestNoteFollower(NoteCase):
    """Who counts as a follower: nobody lets himself in."""

    def _follow(self, follower, actor):
        self.lead.with_user(actor).message_subscribe(follower.partner_id.ids)

    def test_follower_added_by_the_owner_reads(self):
        self._follow(self.user_all, self.user_own)
        self.assertReads(self.user_all, self.public | self.private)
        self.lead.message_unsubscribe(self.user_all.partner_id.ids)
        self.assertReads(self.user_all, self.public)

    def test_follower_added_by_the_author_reads_the_author_s_note(self):
        note = self._create_note(author=self.user_manager, is_private=True)
        self._follow(self.user_all, self.user_manager)
        self.assertReads(self.user_all, self.public | note)

    def test_who_follows_by_himself_reads_later_notes_only(self):
        self._follow(self.user_all, self.user_all)
        self.assertReads(self.user_all, self.public)
        later = self._create_note(name="Later", is_private=True)
        self.assertReads(self.user_all, self.public | later)

    def test_two_colleagues_do_not_let_each_other_in(self):
        self._follow(self.user_leader, self.user_all)
        self._follow(self.user_all, self.user_leader)
        self.assertReads(self.user_all, self.public)
        self.assertReads(self.user_leader, self.public)

    def test_posting_a_message_does_not_let_in(self):
        lead = self.lead.with_user(self.user_all)
        lead = lead.with_context(mail_post_autofollow_author_skip=False)
        lead.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.env.invalidate_all()
        self.assertIn(self.user_all.partner_id, self.lead.message_partner_ids)
        self.assertReads(self.user_all, self.public)

    def test_auditor_who_follows_reads_public_notes_only(self):
        self._follow(self.user_auditor, self.user_auditor)
        self.assertIn(self.user_auditor.partner_id, self.lead.message_partner_ids)
        self._create_note(name="Later", is_private=True)
        self.assertReads(self.user_auditor, self.public)

    def test_added_by_cannot_be_forged(self):
        follower = (
            self.env["mail.followers"]
            .with_user(self.user_all)
            # sudo: as message_subscribe does, with the user's own values
            .sudo()
            .create(
                {
                    "res_model": "crm.lead",
                    "res_id": self.lead.id,
                    "partner_id": self.user_all.partner_id.id,
                    "added_by_id": self.user_own.id,
                }
            )
        )
        self.assertEqual(follower.added_by_id, self.user_all)
        self.assertReads(self.user_all, self.public)

    def test_merging_does_not_let_in_who_follows_by_himself(self):
        survivor = self._create_leads(probability=90)
        survivor.with_user(self.user_all).message_subscribe(
            self.user_all.partner_id.ids
        )
        survivor.with_user(self.user_own).message_subscribe(
            self.user_leader.partner_id.ids
        )
        # more recent followers of the lead must not count for those of the survivor
        self._follow(self.user_peer, self.user_own)
        note = self._create_note(name="Later", is_private=True)
        result = (self.lead | survivor).with_user(self.user_all).merge_opportunity()
        self.assertEqual(result, survivor)
        self.assertEqual(note.res_id, survivor.id)
        self.assertReads(self.user_all, self.public, survivor)
        private = self.public | self.private | note
        self.assertReads(self.user_own, private, survivor)
        # whom the owner had added counts
        self.assertReads(self.user_leader, private, survivor)

    def test_merging_contacts_does_not_let_in_who_follows_by_himself(self):
        partners = self.env["res.partner"].create([{"name": "Lin"}, {"name": "Lin Yu"}])
        partners[1].with_user(self.user_all).message_subscribe(
            self.user_all.partner_id.ids
        )
        partners[0].message_subscribe(self.user_peer.partner_id.ids)
        note = self._create_note(partners[0], is_private=True)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge(partners.ids, partners[1])
        self.assertEqual(note.res_id, partners[1].id)
        self.assertReads(self.user_all, note.browse(), partners[1])
        self.assertReads(self.user_own, note, partners[1])

    def test_converting_does_not_let_in_who_follows_by_himself(self):
        partner = self.env["res.partner"].create(
            {"name": "Customer", "user_id": self.user_own.id}
        )
        partner.with_user(self.user_all).message_subscribe(self.user_all.partner_id.ids)
        self.lead.write({"type": "lead", "partner_id": partner.id})
        self._follow(self.user_all, self.user_all)
        dialog = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.user_all)
            .create({"lead_id": self.lead.id, "make_opportunity": False})
        )
        dialog.action_apply()
        self.assertEqual(self.lead.conversion_status, "customer")
        copies = self._notes_of(self.user_all, partner)
        self.assertEqual(copies.mapped("name"), [self.public.name])
        # the private one is not copied to a contact he follows, and stays here
        copies = self.env["crm.plus.note"].search([("res_id", "=", partner.id)])
        self.assertNotIn(self.private.name, copies.mapped("name"))
        self.assertReads(self.user_own, self.public | self.private)
