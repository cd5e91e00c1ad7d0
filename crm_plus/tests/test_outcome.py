from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Datetime
from odoo.tests import Form, freeze_time, tagged

from .outcome_common import OutcomeCase


@tagged("post_install", "-at_install")
class TestOutcome(OutcomeCase):
    """Each way of closing a lead writes one episode."""

    def test_won_by_button(self):
        lead = self.lead.with_user(self.user_own)
        self._date_lead(lead, "2026-03-01 08:00:00")
        with freeze_time("2026-03-05 20:00:00"):
            lead.action_set_won_rainbowman()
        self.assertRecordValues(
            lead.outcome_ids,
            [
                {
                    "lead_id": self.lead.id,
                    "lead_type": "opportunity",
                    "outcome": "won",
                    "date": Datetime.to_datetime("2026-03-05 20:00:00"),
                    "author_id": self.user_own.id,
                    "days_to_close": 4.5,
                    "stage_id": self.stage_two.id,
                    "user_id": self.user_own.id,
                    "team_id": self.team_a.id,
                    "company_id": self.company.id,
                    "city": "Isfahan",
                    "expected_revenue": 1000.0,
                    "currency_id": self.company.currency_id.id,
                    "lost_reason_id": False,
                    "restored_date": False,
                }
            ],
        )
        self.assertEqual(lead.outcome, "won")

    def test_won_by_dragging_to_the_won_stage(self):
        lead = self.lead.with_user(self.user_own)
        lead.web_save({"stage_id": self.stage_won.id}, {})
        self.assertRecordValues(
            lead.outcome_ids, [{"outcome": "won", "stage_id": self.stage_two.id}]
        )

    def test_won_by_creation_in_the_won_stage(self):
        lead = self._create_leads(stage_id=self.stage_won.id)
        self.assertEqual(lead.outcome, "won")
        self.assertRecordValues(
            lead.outcome_ids,
            [{"outcome": "won", "stage_id": False, "days_to_close": 0.0}],
        )

    def test_won_when_its_stage_becomes_a_won_stage(self):
        self.stage_two.is_won = True
        self.assertEqual(self.lead.outcome, "won")
        self.assertEqual(self.lead.outcome_ids.mapped("outcome"), ["won"])
        self.stage_two.is_won = False
        self.assertFalse(self.lead.outcome)
        self.assertTrue(self.lead.outcome_ids.restored_date)

    def test_lost_by_dialog(self):
        lead = self.lead.with_user(self.user_own)
        wizard = self._open_lost(lead, self.user_own)
        wizard.lost_reason_id = self.reason_price
        wizard.lost_feedback = "<p>Half our price</p>"
        wizard.save().action_lost_reason_apply()
        self.assertRecordValues(
            lead.outcome_ids,
            [
                {
                    "outcome": "lost",
                    "lost_reason_id": self.reason_price.id,
                    "lost_reason_group_id": self.group_price.id,
                    "stage_id": self.stage_two.id,
                    "author_id": self.user_own.id,
                }
            ],
        )
        self.assertIn("Half our price", lead.outcome_ids.note)
        self.assertEqual(lead.outcome, "lost")
        self.assertFalse(lead.active)

    def test_lost_by_dialog_asks_the_competitor(self):
        self.reason_price.ask_competitor = True
        wizard = self._open_lost(self.lead, self.user_own)
        wizard.lost_reason_id = self.reason_price
        wizard.competitor_name = "Acme"
        wizard.save().action_lost_reason_apply()
        self.assertEqual(self.lead.outcome_ids.competitor_name, "Acme")

    def test_lost_by_dialog_many_leads(self):
        leads = self._create_leads(3)
        wizard = self._open_lost(leads, self.user_own)
        wizard.lost_reason_id = self.reason_price
        wizard.save().action_lost_reason_apply()
        self.assertEqual(leads.mapped("outcome"), ["lost"] * 3)
        self.assertEqual(len(leads.outcome_ids), 3)

    def test_lost_by_dialog_leaves_closed_leads_alone(self):
        won, lost, fresh = self._create_leads(3)
        won.action_set_won()
        lost.action_set_lost(lost_reason_id=self.reason_timing.id)
        wizard = self._open_lost(won | lost | fresh, self.user_own)
        self.assertEqual(wizard.closed_count, 2)
        wizard.lost_reason_id = self.reason_price
        wizard.save().action_lost_reason_apply()
        self.assertEqual(
            (won | lost | fresh).mapped("outcome"), ["won", "lost", "lost"]
        )
        self.assertEqual(lost.lost_reason_id, self.reason_timing)
        self.assertEqual(fresh.lost_reason_id, self.reason_price)

    def test_lost_dialog_of_a_closed_lead_says_who_closed_it(self):
        self.lead.with_user(self.user_leader).action_set_lost()
        wizard = self._open_lost(self.lead, self.user_own)
        self.assertIn(
            f"{self.lead.name} was marked as lost by {self.user_leader.name} on",
            wizard.closed_message,
        )
        for name in ("outcome", "lost_reason_id", "lost_feedback"):
            self.assertTrue(wizard._get_modifier(name, "invisible"), name)
        wizard = self._open_lost(self._create_leads(), self.user_own)
        self.assertFalse(wizard.closed_message)
        self.assertFalse(wizard._get_modifier("lost_reason_id", "invisible"))

    def test_lost_dialog_of_closed_leads_says_that_all_are(self):
        leads = self._create_leads(2)
        leads.action_set_won()
        wizard = self._open_lost(leads, self.user_own)
        self.assertEqual(
            wizard.closed_message,
            "All 2 selected leads are closed already and stay as they are.",
        )
        wizard = self._open_lost(leads | self.lead, self.user_own)
        self.assertEqual((wizard.closed_count, wizard.closed_message), (2, False))

    def test_lost_dialog_offers_no_button_when_nothing_is_open(self):
        arch = etree.fromstring(
            self.env["crm.lead.lost"].with_user(self.user_own).get_view()["arch"]
        )
        buttons = arch.xpath("//button[@name='action_lost_reason_apply']")
        self.assertEqual(len(buttons), 2)
        for button in buttons:
            self.assertIn("closed_message", button.get("invisible"))

    def test_lost_by_one_write(self):
        self.lead.write({"active": False, "probability": 0})
        self.assertEqual(self.lead.outcome_ids.mapped("outcome"), ["lost"])

    def test_lost_by_probability_of_an_archived_lead(self):
        self.lead.probability = 40
        self.lead.action_archive()
        self.assertFalse(self.lead.outcome_ids)
        self.lead.probability = 0
        self.assertEqual(self.lead.outcome_ids.mapped("outcome"), ["lost"])

    def test_lost_by_creation(self):
        lead = self._create_leads(active=False, probability=0)
        self.assertEqual(lead.outcome_ids.mapped("outcome"), ["lost"])

    def test_archiving_is_no_outcome(self):
        for probability in (40, 0):
            lead = self._create_leads(probability=probability)
            lead.with_user(self.user_own).action_archive()
            self.assertFalse(lead.outcome)
            self.assertFalse(lead.outcome_ids)

    def test_confirmed_order_of_a_won_deal_adds_nothing(self):
        self.lead.partner_id = self.env["res.partner"].create({"name": "Mina Rad"})
        product = self.env["product.product"].create({"name": "X", "list_price": 9999})
        order = self.env["sale.order"].create(
            {
                "partner_id": self.lead.partner_id.id,
                "opportunity_id": self.lead.id,
                "order_line": [(0, 0, {"product_id": product.id})],
            }
        )
        self.lead.action_set_won()
        order.action_confirm()
        self.assertEqual(self.lead.expected_revenue, 9999)
        self.assertRecordValues(
            self.lead.outcome_ids, [{"outcome": "won", "expected_revenue": 1000.0}]
        )

    def test_dead_by_dialog(self):
        wizard = self._open_lost(self.lead, self.user_own)
        wizard.lost_reason_id = self.reason_price
        wizard.outcome = "dead"
        self.assertFalse(wizard.winback_date)
        wizard.winback_date = "2027-01-01"
        wizard.save().action_lost_reason_apply()
        self.assertRecordValues(
            self.lead,
            [
                {
                    "outcome": "dead",
                    "won_status": "lost",
                    "active": False,
                    "winback_date": Datetime.to_datetime("2027-01-01").date(),
                }
            ],
        )
        self.assertEqual(self.lead.outcome_ids.mapped("outcome"), ["dead"])

    def test_dead_is_left_out_of_assignment_and_mailings(self):
        dead, fresh = self._create_leads(2, user_id=False)
        dead.action_set_lost(outcome="dead")
        found = self.env["crm.lead"].search(self.team_a._get_lead_to_assign_domain())
        self.assertIn(fresh, found)
        self.assertNotIn(dead, found)
        domain = self.env["crm.lead"]._mailing_get_default_domain(None)
        leads = (dead | fresh).with_context(active_test=False)
        self.assertEqual(leads.filtered_domain(domain), fresh)


@tagged("post_install", "-at_install")
class TestOutcomeAction(OutcomeCase):
    """Actions never overrule an outcome; the won reason is asked where wanted."""

    def test_outcome_cannot_be_forged(self):
        lead = self.lead.with_user(self.user_manager)
        lead.write({"outcome": "won"})
        self.assertFalse(lead.outcome)
        created = self._create_leads(outcome="won")
        self.assertFalse(created.outcome)
        lead.write({"active": False, "probability": 0, "outcome": "junk"})
        self.assertEqual(lead.outcome_ids.mapped("outcome"), ["junk"])

    def test_won_after_lost_needs_a_restore(self):
        self.lead.with_user(self.user_peer).sudo().action_set_lost()
        with self.assertRaisesRegex(UserError, "marked as lost by user_peer"):
            self.lead.with_user(self.user_own).action_set_won_rainbowman()
        with self.assertRaisesRegex(UserError, "marked as lost by user_peer"):
            self.lead.with_user(self.user_own).web_save(
                {"stage_id": self.stage_won.id}, {}
            )
        self.assertEqual(self.lead.outcome, "lost")
        self.assertEqual(len(self.lead.outcome_ids), 1)

    def test_lost_after_won_needs_a_reopening(self):
        self.lead.action_set_won()
        with self.assertRaisesRegex(ValidationError, "marked as won"):
            self.lead.with_user(self.user_own).action_set_lost()
        wizard = self._open_lost(self.lead, self.user_own).save()
        with self.assertRaisesRegex(UserError, "marked as won"):
            wizard.action_lost_reason_apply()
        self.assertEqual(self.lead.outcome, "won")
        self.assertTrue(self.lead.active)

    def test_repeating_an_outcome_changes_nothing(self):
        self.lead.action_set_lost(lost_reason_id=self.reason_price.id)
        episode = self.lead.outcome_ids
        self.lead.action_set_lost(lost_reason_id=self.reason_price.id)
        self.assertEqual(self.lead.outcome_ids, episode)
        with self.assertRaises(ValidationError):
            self.lead.action_set_lost(lost_reason_id=self.reason_timing.id)
        self.assertEqual(self.lead.lost_reason_id, self.reason_price)

    def test_lost_to_won_by_explicit_write(self):
        """An integration that moves a lost deal to a won stage says so plainly."""
        self.lead.action_set_lost(lost_reason_id=self.reason_price.id)
        self.lead.write({"stage_id": self.stage_won.id})
        self.assertRecordValues(
            self.lead.outcome_ids.sorted("id"),
            [
                {"outcome": "lost", "restored_stage_id": self.stage_won.id},
                {"outcome": "won", "restored_stage_id": False},
            ],
        )
        self.assertFalse(self.lead.lost_reason_id)

    def test_merge_keeps_the_history_of_both(self):
        head, tail = self._create_leads(2, partner_name="Rad & Co")
        head.action_set_lost(lost_reason_id=self.reason_price.id)
        head._restore_to("old")
        tail.action_set_lost(lost_reason_id=self.reason_timing.id)
        merged = (head | tail).with_user(self.user_manager).merge_opportunity()
        self.assertEqual(len(merged.outcome_ids), 2)
        self.assertEqual(
            merged.outcome_ids.lost_reason_id, self.reason_price | self.reason_timing
        )
        self.assertTrue(all(merged.outcome_ids.mapped("restored_date")))
        self.assertFalse(merged.outcome)

    def test_copy_is_open(self):
        self.lead.action_set_won()
        copy = self.lead.copy()
        self.assertFalse(copy.outcome)
        self.assertFalse(copy.outcome_ids)

    def test_won_reason_dialog_only_when_asked(self):
        action = self.lead.with_context(
            crm_plus_ask_won_reason=True
        ).action_set_won_rainbowman()
        self.assertEqual(self.lead.outcome, "won")
        self.assertNotEqual(
            isinstance(action, dict) and action.get("res_model"), "crm.lead.won"
        )

    def test_won_reason_dialog(self):
        self.env["ir.config_parameter"].set_param("crm_plus.ask_won_reason", "True")
        lead = self.lead.with_user(self.user_own)
        action = lead.with_context(
            crm_plus_ask_won_reason=True
        ).action_set_won_rainbowman()
        self.assertEqual(action["res_model"], "crm.lead.won")
        self.assertFalse(lead.outcome)
        wizard = Form(
            self.env["crm.lead.won"]
            .with_user(self.user_own)
            .with_context(**action["context"], crm_plus_ask_won_reason=True)
        )
        wizard.won_reason_id = self.reason_won
        wizard.note = "<p>Best service</p>"
        wizard.save().action_apply()
        self.assertRecordValues(
            lead.outcome_ids, [{"outcome": "won", "won_reason_id": self.reason_won.id}]
        )
        self.assertIn("Best service", lead.outcome_ids.note)
        self.assertEqual(lead.won_reason_id, self.reason_won)

    def test_won_reason_completes_a_dragged_win_once(self):
        self.lead.action_set_won()
        Wizard = self.env["crm.lead.won"].with_user(self.user_own)
        Wizard.create(
            {"lead_id": self.lead.id, "won_reason_id": self.reason_won.id}
        ).action_apply()
        self.assertEqual(self.lead.outcome_ids.won_reason_id, self.reason_won)
        other = self.env["crm.plus.won.reason"].create({"name": "Price"})
        with self.assertRaises(UserError):
            Wizard.create(
                {"lead_id": self.lead.id, "won_reason_id": other.id}
            ).action_apply()
        self.assertEqual(self.lead.won_reason_id, self.reason_won)

    def test_client_asks_after_dragging(self):
        lead = self.lead.with_user(self.user_own)
        self.env["ir.config_parameter"].set_param("crm_plus.ask_won_reason", "True")
        self.assertFalse(lead.get_won_reason_action())
        lead.stage_id = self.stage_won
        self.assertEqual(lead.get_won_reason_action()["res_model"], "crm.lead.won")
        self.env["ir.config_parameter"].set_param("crm_plus.ask_won_reason", False)
        self.assertFalse(lead.get_won_reason_action())

    def test_mail_link_wins_without_dialog(self):
        self.env["ir.config_parameter"].set_param("crm_plus.ask_won_reason", "True")
        self.lead.with_user(self.user_own).action_set_won_rainbowman()
        self.assertEqual(self.lead.outcome, "won")

    def test_closing_needs_write_access(self):
        foreign = self._create_leads(user_id=self.user_all.id, team_id=self.team_b.id)
        with self.assertRaises(AccessError):
            foreign.with_user(self.user_own).action_set_lost()
        self.assertFalse(foreign.outcome)
        self.assertFalse(foreign.outcome_ids)
