import threading

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

USERS = 2


@tagged("post_install", "-at_install")
class TestTargetConcurrency(BaseCase):
    """Real connections that really commit; what they leave behind is removed."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            team = env["crm.team"].create({"name": "Set by two at once"})
            self.team_id = team.id
        self.addCleanup(self._remove_team)

    def _remove_team(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["crm.team"].browse(self.team_id).unlink()

    def _set_target(self, value, barrier, errors):
        """Set the target as a request does, meeting the other one midway."""
        meet = [True]

        def call():
            team = env["crm.team"].browse(self.team_id)
            # takes the snapshot before the other one commits
            self.assertFalse(meet and team.target_ids)
            if meet:
                meet.clear()
                barrier.wait(timeout=30)
            team.set_card_target("quotation_count", value)

        try:
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                retrying(call, env)
        except Exception as error:  # noqa: BLE001 - told to the main thread
            errors.append(error)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_the_second_user_changes_the_target_of_the_first(self):
        barrier, errors = threading.Barrier(USERS), []
        threads = [
            threading.Thread(target=self._set_target, args=(value, barrier, errors))
            for value in (10, 20)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(errors, [])
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            targets = env["crm.plus.target"].search([("team_id", "=", self.team_id)])
            self.assertEqual(len(targets), 1)
            self.assertIn(targets.target_value, (10, 20))
