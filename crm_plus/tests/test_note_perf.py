from odoo.tests import tagged, users, warmup

from .note_common import NoteCase


@tagged("post_install", "-at_install")
class TestNotePerf(NoteCase):
    """The number of queries does not grow with the number of records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leads = cls._create_leads(100)
        cls.notes = (
            cls.env["crm.plus.note"]
            .with_user(cls.user_own)
            .create(
                [
                    {
                        "name": f"Note {number}",
                        "res_model": "crm.lead",
                        "res_id": lead.id,
                        "is_private": number % 2 == 0,
                    }
                    for lead in cls.leads
                    for number in range(2)
                ]
            )
        )

    def _read_counts(self, leads, expected):
        self.env.invalidate_all()
        leads = leads.with_env(self.env)
        # the ids of the notes and what a form shows of them, once for all leads
        with self.assertQueryCount(3):
            counts = leads.mapped("note_count")
        self.assertEqual(counts, [expected] * len(leads))

    @users("user_own")
    @warmup
    def test_owner_counts_notes_of_10_and_100_leads(self):
        self._read_counts(self.leads[:10], 2)
        self._read_counts(self.leads, 2)

    @users("user_manager")
    @warmup
    def test_manager_counts_notes_of_10_and_100_leads(self):
        self._read_counts(self.leads[:10], 1)
        self._read_counts(self.leads, 1)

    def _read_notes(self, leads):
        self.env.invalidate_all()
        domain = [("res_model", "=", "crm.lead"), ("res_id", "in", leads.ids)]
        with self.assertQueryCount(3):
            notes = self.env["crm.plus.note"].search(domain)
            notes.mapped("name")
        self.assertEqual(len(notes), 2 * len(leads))

    @users("user_own")
    @warmup
    def test_search_and_read_of_20_and_200_notes(self):
        self._read_notes(self.leads[:10])
        self._read_notes(self.leads)

    def _create_notes(self, leads, queries):
        vals_list = [
            {"name": "Batch", "res_model": "crm.lead", "res_id": lead.id}
            for lead in leads
        ]
        with self.assertQueryCount(queries):
            self.env["crm.plus.note"].create(vals_list)
            self.env.flush_all()

    @users("user_own")
    @warmup
    def test_creation_of_10_and_100_notes(self):
        self._create_notes(self.leads[:10], 8)
        self._create_notes(self.leads, 8)
