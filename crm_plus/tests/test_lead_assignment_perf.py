from collections import Counter
from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from .common import CrmPlusCase

# Statements on our own tables while leads are assigned: once in all, or once a team.
CONSTANT = {
    "crm_plus_lead_history": 1,
    "crm_plus_conversion_condition": 1,
}


@tagged("post_install", "-at_install")
class TestLeadAssignmentPerf(CrmPlusCase):
    """What the assignment of leads costs on top of stock.

    Stock assigns lead by lead. On top of it comes one row a converted lead, which is
    written with the conversion because stock commits in between; the rest does not
    grow with the number of leads.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.assignment_domain = [("city", "=", "Isfahan")]
        cls.team_a.crm_team_member_ids.assignment_max = 3000  # all leads in one day

    @contextmanager
    def _statements(self):
        statements = []
        execute = Cursor.execute

        def spy(cursor, query, *args, **kwargs):
            statements.append(" ".join(getattr(query, "code", query).split()))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", spy):
            yield statements

    def _assign(self, size):
        """Assign new leads; return them and the statements it took."""
        leads = self._create_leads(
            size, type="lead", user_id=False, team_id=False, city="Isfahan"
        )
        self.env.cr.flush()
        self.env.invalidate_all()
        team = self.team_a.with_user(self.user_manager)
        with self._statements() as statements:
            team._action_assign_leads()
            self.env.cr.flush()
        return leads, statements

    def test_statements_on_our_tables(self):
        for size in (10, 40):
            leads, statements = self._assign(size)
            self.assertEqual(leads.team_id, self.team_a)
            self.assertEqual(set(leads.mapped("type")), {"opportunity"})
            self.assertEqual(len(leads.conversion_ids), size)
            tables = Counter(
                table
                for statement in statements
                for table in CONSTANT
                if table in statement
            )
            self.assertEqual(tables, CONSTANT)
            rows = [one for one in statements if '"crm_plus_conversion"' in one]
            self.assertEqual(len(rows), size)
            self.assertEqual({row.split()[0] for row in rows}, {"INSERT"})
            others = {
                one
                for one in statements
                if "crm_plus_" in one
                and '"crm_plus_conversion"' not in one
                and not any(table in one for table in CONSTANT)
            }
            self.assertFalse(others)

    def test_leads_are_read_and_written_together(self):
        """As in stock: nothing makes one lead after the other be flushed or read."""
        counts = []
        for size in (10, 40):
            _leads, statements = self._assign(size)
            counts.append(
                Counter(
                    kind
                    for statement in statements
                    for kind in ('UPDATE "crm_lead"', '"crm_lead"."lead_properties"')
                    if kind in statement
                )
            )
        self.assertEqual(counts[0], counts[1])

    def test_team_without_properties_costs_no_look_at_the_author(self):
        leads = self._create_leads(3).with_user(self.user_manager)
        with patch.object(
            type(leads), "_message_log_batch", lambda *args, **kwargs: self.fail()
        ):
            leads.team_id = self.team_b
        self.assertEqual(leads.team_id, self.team_b)
