from odoo import api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestActivitySnoozeConcurrency(TransactionCase):
    """Both requests of a double click arrive at once, on two real connections."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            self.user = new_test_user(
                env, login="snoozer", groups="sales_team.group_sale_salesman"
            )
            self.user_id = self.user.id
            self.lead_id = (
                env["crm.lead"].create({"name": "Snoozed", "user_id": self.user_id}).id
            )
            self.activity_id = (
                env["crm.lead"]
                .browse(self.lead_id)
                .activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline="2026-05-12",
                    user_id=self.user_id,
                )
                .id
            )
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["crm.lead"].browse(self.lead_id).exists().unlink()
            user = env["res.users"].browse(self.user_id).exists()
            partner = user.partner_id
            user.unlink()
            partner.unlink()

    def _get_activity(self, cr):
        env = api.Environment(
            cr, self.user_id, {"crm_plus_seen_deadline": "2026-05-12"}
        )
        return env["mail.activity"].browse(self.activity_id)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_activity_moves_once(self):
        with self.registry.cursor() as first, self.registry.cursor() as second:
            late = self._get_activity(second)
            self.assertEqual(str(late.date_deadline), "2026-05-12")  # its view begins
            self._get_activity(first).action_snooze()
            first.commit()
            retrying(late.action_snooze, late.env)
            second.commit()
        with self.registry.cursor() as cr:
            activity = self._get_activity(cr)
            self.assertEqual(str(activity.date_deadline), "2026-05-19")
            lead = activity.env["crm.lead"].browse(self.lead_id)
            moves = lead.message_ids.filtered(lambda note: "moved from" in note.body)
            self.assertEqual(len(moves), 1)
