from contextlib import contextmanager

from odoo.tests import tagged

from .test_lead_history import DAY, T0, LeadHistoryCase

SIZES = (10, 100)


@tagged("post_install", "-at_install")
class TestLeadHistoryPerf(LeadHistoryCase):
    """The history costs one statement a transaction, however many leads."""

    @contextmanager
    def _statements(self):
        """Collect the statements that touch the history table."""
        statements = []
        execute = type(self.env.cr).execute

        def spy(cursor, query, *args, **kwargs):
            code = getattr(query, "code", query)
            if "crm_plus_lead_history" in code:
                statements.append(code)
            return execute(cursor, query, *args, **kwargs)

        self.patch(type(self.env.cr), "execute", spy)
        yield statements
        self.patch(type(self.env.cr), "execute", execute)

    def _count(self, operation):
        """Number of history statements of one transaction, for each size."""
        counts = []
        for number, size in enumerate(SIZES):
            leads = self._create_at(T0, size)
            with (
                self._statements() as statements,
                self._transaction(T0 + (number + 1) * DAY),
            ):
                operation(leads)
            counts.append(len(statements))
        return counts

    def test_creation_takes_one_statement(self):
        for size in SIZES:
            with self._statements() as statements, self._transaction(T0):
                leads = self._create_leads(size)
            self.assertEqual(len(statements), 1)
            self.assertEqual(len(self._history(leads)), size)

    def test_each_bulk_change_takes_one_statement(self):
        operations = {
            "amounts": lambda leads: [
                lead.write({"expected_revenue": lead.id}) for lead in leads
            ],
            "lost": lambda leads: leads.action_set_lost(),
            "won": lambda leads: leads.write({"stage_id": self.stage_won.id}),
            "lost and restored": lambda leads: (
                leads.action_set_lost(),
                leads.action_restore(),
            ),
            "assigned": lambda leads: leads.write({"user_id": self.user_all.id}),
            "merged": lambda leads: leads[:5].merge_opportunity(
                user_id=self.user_all.id
            ),
        }
        for name, operation in operations.items():
            with self.subTest(operation=name):
                self.assertEqual(self._count(operation), [1, 1])

    def test_change_of_unrecorded_fields_takes_no_statement(self):
        def operation(leads):
            leads.write({"description": "x", "phone": "+886 2 2345 6789"})

        self.assertEqual(self._count(operation), [0, 0])

    def test_reading_leads_takes_no_statement(self):
        def operation(leads):
            leads.read(["name", "stage_id", "expected_revenue"])
            leads.search([("id", "in", leads.ids)])

        self.assertEqual(self._count(operation), [0, 0])

    def test_recording_itself_takes_one_query(self):
        for size in SIZES:
            leads = self._create_at(T0, size)
            with self._transaction(T0 + DAY):
                leads.write({"expected_revenue": size})
                self.env.flush_all()
                with self.assertQueryCount(1):
                    self.History._record_pending()
                with self.assertQueryCount(0):
                    self.History._record_pending()

    def test_past_pipeline_is_found_in_one_query(self):
        leads = self._create_at(T0, SIZES[1])
        self.env.flush_all()
        with self.assertQueryCount(1):
            rows = self.History.pipeline_at(T0, [("lead_id", "in", leads.ids)])
        self.assertEqual(len(rows), SIZES[1])

    def test_list_of_intervals_reads_in_a_constant_number_of_queries(self):
        counts = []
        for size in (1, *SIZES):  # the first fills the caches of the registry
            leads = self._create_at(T0, size)
            history = self.History.with_user(self.user_all)
            fields = ["lead_id", "stage_id", "user_id", "duration_days", "currency_id"]
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            history.search_read([("lead_id", "in", leads.ids)], fields)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])
