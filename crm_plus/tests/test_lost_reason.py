from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestLostReason(OutcomeCase):
    """Reasons sellers add, and the manager's clean-up."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.settings = cls.env["res.config.settings"]

    def _allow_sellers(self, allowed=True):
        self.settings.create({"group_crm_plus_add_lost_reason": allowed}).set_values()
        self.env.registry.clear_cache()

    def _find(self, name):
        return self.env["crm.lost.reason"].search([("name", "=", name)])

    def test_phone_shows_cards(self):
        for xmlid in (
            "crm.crm_lost_reason_action",
            "crm_plus.crm_lost_reason_action_review",
            "crm_plus.crm_plus_conversion_condition_action",
            "crm_plus.crm_plus_phone_channel_action",
        ):
            views = self.env.ref(xmlid).views
            self.assertEqual(
                [view_type for _view, view_type in views], ["list", "kanban", "form"]
            )

    def test_seller_may_not_add_by_default(self):
        self.assertFalse(self._open_lost(self.lead, self.user_own).can_add_reason)
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.user_own)
            .create(
                {
                    "lead_ids": [(6, 0, self.lead.ids)],
                    "lost_reason_new": "Moved abroad",
                }
            )
        )
        with self.assertRaises(AccessError):
            wizard.action_lost_reason_apply()
        with self.assertRaises(AccessError):
            self.env["crm.lost.reason"].with_user(self.user_own).create({"name": "X"})
        self.assertFalse(self._find("Moved abroad"))
        self.assertFalse(self.lead.outcome)

    def test_seller_adds_a_reason_in_the_dialog(self):
        self._allow_sellers()
        wizard = self._open_lost(self.lead, self.user_own)
        self.assertTrue(wizard.can_add_reason)
        wizard.lost_reason_new = "  Moved   abroad "
        wizard.winback_date = "2027-03-01"
        wizard.save().action_lost_reason_apply()
        reason = self._find("Moved abroad")
        self.assertRecordValues(reason, [{"needs_review": True, "group_id": False}])
        self.assertEqual(self.lead.lost_reason_id, reason)
        self.assertEqual(str(self.lead.winback_date), "2027-03-01")
        self.assertEqual(self.lead.outcome_ids.lost_reason_id, reason)

    def test_known_reason_is_not_added_twice(self):
        self._allow_sellers()
        wizard = self._open_lost(self.lead, self.user_own)
        wizard.lost_reason_new = "FAR too dear"
        wizard.save().action_lost_reason_apply()
        self.assertEqual(self.lead.lost_reason_id, self.reason_price)
        self.assertFalse(self.reason_price.needs_review)

    def test_wildcards_in_a_new_reason_are_text(self):
        self._allow_sellers()
        wizard = self._open_lost(self.lead, self.user_own)
        wizard.lost_reason_new = "Far%"
        wizard.save().action_lost_reason_apply()
        self.assertEqual(self.lead.lost_reason_id.name, "Far%")

    def test_seller_adds_the_name_only(self):
        self._allow_sellers()
        Reason = self.env["crm.lost.reason"].with_user(self.user_own)
        reason = Reason.create(
            {"name": "New", "recontact_delay": 3, "needs_review": False}
        )
        self.assertRecordValues(
            reason.sudo(), [{"needs_review": True, "recontact_delay": 0}]
        )
        for action in (
            lambda: reason.write({"needs_review": False}),
            lambda: self.reason_price.with_user(self.user_own).write({"name": "Y"}),
            reason.unlink,
        ):
            with self.assertRaises(AccessError):
                action()
        self.assertEqual(self.reason_price.name, "Far too dear")

    def test_setting_can_be_taken_back(self):
        self._allow_sellers()
        self._allow_sellers(False)
        with self.assertRaises(AccessError):
            self.env["crm.lost.reason"].with_user(self.user_own).create({"name": "X"})
        self.assertFalse(self._find("X"))

    def test_manager_keeps_a_reason(self):
        reason = self.env["crm.lost.reason"].create(
            {"name": "Moved", "needs_review": True}
        )
        found = (
            self.env["crm.lost.reason"]
            .with_user(self.user_manager)
            .search([("needs_review", "=", True)])
        )
        self.assertIn(reason, found)
        reason.with_user(self.user_manager).action_mark_reviewed()
        self.assertFalse(reason.needs_review)

    def test_manager_replaces_reasons(self):
        pricey, dear = self.env["crm.lost.reason"].create(
            [{"name": "Pricey", "needs_review": True}, {"name": "Costs"}]
        )
        lost, restored = self._create_leads(2)
        lost.action_set_lost(lost_reason_id=pricey.id)
        restored.action_set_lost(lost_reason_id=dear.id)
        restored.action_restore()
        before = lost.read(["outcome", "date_closed", "active", "probability"])
        action = (pricey | dear).with_user(self.user_manager).action_open_merge()
        wizard = Form(
            self.env["crm.lost.reason.merge"]
            .with_user(self.user_manager)
            .with_context(**action["context"])
        )
        wizard.target_id = self.reason_price
        self.assertEqual(wizard.lead_count, 1)
        wizard.save().action_apply()
        self.assertEqual(lost.lost_reason_id, self.reason_price)
        self.assertEqual(
            lost.read(["outcome", "date_closed", "active", "probability"]), before
        )
        self.assertEqual(
            (lost | restored).outcome_ids.lost_reason_id, self.reason_price
        )
        self.assertEqual(
            (lost | restored).outcome_ids.lost_reason_group_id, self.group_price
        )
        self.assertFalse(any((pricey | dear).mapped("active")))
        self.assertFalse(pricey.needs_review)

    def test_replacing_by_itself_is_refused(self):
        wizard = (
            self.env["crm.lost.reason.merge"]
            .with_user(self.user_manager)
            .create(
                {
                    "reason_ids": [(6, 0, self.reason_price.ids)],
                    "target_id": self.reason_price.id,
                }
            )
        )
        with self.assertRaises(UserError):
            wizard.action_apply()
        self.assertTrue(self.reason_price.active)

    def test_seller_cannot_replace(self):
        with self.assertRaises(AccessError):
            self.env["crm.lost.reason.merge"].with_user(self.user_own).create(
                {
                    "reason_ids": [(6, 0, self.reason_price.ids)],
                    "target_id": self.reason_timing.id,
                }
            )

    def test_dialog_offers_the_reasons_of_the_outcome(self):
        self.reason_price.use_for_dead = False
        self.reason_timing.use_for_lost = False
        wizard = self._open_lost(self.lead, self.user_own)
        offered = wizard.reason_domain_ids[:]
        self.assertIn(self.reason_price, offered)
        self.assertNotIn(self.reason_timing, offered)
        wizard.lost_reason_id = self.reason_price
        wizard.outcome = "dead"
        self.assertFalse(wizard.lost_reason_id)
        offered = wizard.reason_domain_ids[:]
        self.assertNotIn(self.reason_price, offered)
        self.assertIn(self.reason_timing, offered)

    @mute_logger("odoo.sql_db")
    def test_negative_delay_is_refused(self):
        with self.assertRaisesRegex(Exception, "recontact_delay"):
            with self.env.cr.savepoint():
                self.reason_price.recontact_delay = -1
                self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.reason_price.recontact_delay, 0)

    def test_group_counts_its_reasons(self):
        self.assertEqual(self.group_price.reason_count, 1)
        self.reason_price.action_archive()
        self.group_price.invalidate_recordset()
        self.assertEqual(self.group_price.reason_count, 0)
