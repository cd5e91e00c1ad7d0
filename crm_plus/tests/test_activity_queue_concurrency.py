from threading import Barrier, Thread

from odoo import api
from odoo.exceptions import UserError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestActivityQueueConcurrency(TransactionCase):
    """Two members take the same activity over two real connections."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            users = env["res.users"].browse()
            for login in ("queue_first", "queue_second"):
                users |= new_test_user(
                    env, login=login, groups="sales_team.group_sale_salesman"
                )
            team = env["crm.team"].create(
                {"name": "Queue Team", "user_id": users[0].id}
            )
            env["crm.team.member"].create(
                [{"crm_team_id": team.id, "user_id": user.id} for user in users]
            )
            lead = env["crm.lead"].create({"name": "Wanted", "user_id": False})
            activity = lead.activity_schedule(
                "mail.mail_activity_data_call",
                queue_team_id=team.id,
                date_deadline="2026-05-10",
            )
            self.user_ids, self.activity_id = users.ids, activity.id
            self.record_ids = {
                "crm.lead": lead.ids,
                "crm.team": team.ids,
                "res.users": users.ids,
                "res.partner": users.partner_id.ids,
            }
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            for model, ids in self.record_ids.items():
                env[model].browse(ids).exists().unlink()

    def _env(self, cr, number):
        return api.Environment(cr, self.user_ids[number], {})

    def _get_owner(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            return env["mail.activity"].browse(self.activity_id).user_id.id

    def test_second_gives_way_while_the_first_is_not_through(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            mine = self._env(first, 0)["mail.activity"].browse(self.activity_id)
            theirs = self._env(second, 1)["mail.activity"].browse(self.activity_id)
            self.assertTrue(theirs.is_in_my_queue)
            mine.action_take()
            first.flush()
            with self.assertRaisesRegex(UserError, "just being taken"):
                theirs.action_take()
            second.rollback()
            first.commit()
        self.assertEqual(self._get_owner(), self.user_ids[0])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_second_with_an_old_view_is_told_after_the_retry(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            theirs = self._env(second, 1)["mail.activity"].browse(self.activity_id)
            self.assertTrue(theirs.is_in_my_queue)  # its view begins here
            self._env(first, 0)["mail.activity"].browse(self.activity_id).action_take()
            first.commit()
            with self.assertRaisesRegex(UserError, "queue_first.* has already taken"):
                retrying(theirs.action_take, theirs.env)
        self.assertEqual(self._get_owner(), self.user_ids[0])

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_two_threads_one_owner(self):
        barrier = Barrier(2)
        results = {}

        def take(number):
            with self.registry.cursor() as cr:
                env = self._env(cr, number)
                activity = env["mail.activity"].browse(self.activity_id)
                barrier.wait(timeout=30)
                try:
                    results[number] = retrying(activity.action_take, env)
                except UserError as error:
                    cr.rollback()
                    results[number] = str(error)

        threads = [Thread(target=take, args=(number,)) for number in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        winners = [number for number, result in results.items() if result is True]
        self.assertEqual(len(winners), 1, results)
        self.assertEqual(self._get_owner(), self.user_ids[winners[0]])
        self.assertIn("taken", results[1 - winners[0]])
