from .common import CrmPlusCase


class NoteCase(CrmPlusCase):
    """A lead of ``user_own`` in ``team_a`` with notes of its owner.

    Private notes are tested on records that ``user_all``, ``user_manager`` and
    ``user_leader`` read as well, so that only the note's own rule can hide it.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # who may export is no question of notes: let all do it
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "base.group_allow_export"
        )
        cls.lead = cls._create_leads()
        cls.public = cls._create_note(name="Budget fixed", body="<p>open</p>")
        cls.private = cls._create_note(
            name="Secret discount", body="<p>up to 30 percent</p>", is_private=True
        )

    @classmethod
    def _create_note(cls, record=None, author=None, **values):
        """Create a note as its author, by default the lead's owner."""
        record = cls.lead if record is None else record
        Note = cls.env["crm.plus.note"].with_user(author or cls.user_own)
        note = Note.create(
            {
                "name": "A note",
                "res_model": record._name,
                "res_id": record.id,
                **values,
            }
        )
        return note.with_env(cls.env)

    def _notes_of(self, user, record=None):
        """Return the notes that the user finds on the record."""
        record = self.lead if record is None else record
        self.env.invalidate_all()
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        notes = self.env["crm.plus.note"].with_user(user).search(domain)
        return notes.with_env(self.env)

    def assertReads(self, user, notes, record=None):
        """Check that the user reads exactly these notes of the record."""
        self.assertEqual(self._notes_of(user, record), notes, user.login)
