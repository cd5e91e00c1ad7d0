from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged, users
from odoo.tools import mute_logger

from odoo.addons.crm_plus.models.crm_plus_conversion_condition import FILLABLE_FIELDS
from odoo.addons.crm_plus.tests.conversion_common import ConversionCase


class GateCase(ConversionCase):
    @classmethod
    def _add_condition(cls, kind, **values):
        return cls.env["crm.plus.conversion.condition"].create(
            {"name": f"A {kind}", "team_id": cls.team_a.id, "kind": kind, **values}
        )


@tagged("post_install", "-at_install")
class TestConversionCondition(GateCase):
    def _assert_blocked(self, lead, *conditions):
        wizard = self._wizard(lead)
        self.assertEqual(wizard.gate, "blocked")
        self.assertEqual(
            wizard.unmet_condition_ids,
            self.env["crm.plus.conversion.condition"].union(*conditions),
        )
        with self.assertRaisesRegex(UserError, conditions[0].display_message):
            wizard.action_apply()
        self.assertRecordValues(
            lead, [{"type": "lead", "active": True, "partner_id": False}]
        )

    def test_a_filled_field(self):
        condition = self._add_condition(
            "field", field_name="city", message="Which city?"
        )
        lead = self._create_lead(city=False)
        self._assert_blocked(lead, condition)
        lead.city = "Shiraz"
        self._wizard(lead).action_apply()
        self.assertEqual(lead.type, "opportunity")

    def test_zero_is_not_filled(self):
        condition = self._add_condition("field", field_name="expected_revenue")
        self._assert_blocked(self._create_lead(expected_revenue=0), condition)

    def test_a_filter(self):
        condition = self._add_condition("domain", domain="[('priority', '>=', '2')]")
        lead = self._create_lead(priority="1")
        self._assert_blocked(lead, condition)
        lead.priority = "2"
        self.assertEqual(self._wizard(lead).gate, "open")

    def test_a_finished_activity(self):
        call = self.env.ref("mail.mail_activity_data_call")
        condition = self._add_condition("activity", activity_type_id=call.id)
        lead = self._create_lead()
        lead.activity_schedule("mail.mail_activity_data_todo").action_feedback()
        activity = lead.activity_schedule(
            "mail.mail_activity_data_call", user_id=self.user_own.id
        )
        self._assert_blocked(lead, condition)
        activity.with_user(self.user_own).action_feedback()
        self.assertEqual(self._wizard(lead).gate, "open")

    def test_a_chance_no_approval_leads_around(self):
        condition = self._add_condition("probability", min_probability=25)
        lead = self._create_lead(probability=24.99)
        self._assert_blocked(lead, condition)
        lead.probability = 25
        self.assertEqual(self._wizard(lead).gate, "open")

    def test_all_unmet_conditions_are_named_together(self):
        first = self._add_condition("field", field_name="city")
        second = self._add_condition("field", field_name="website")
        self._assert_blocked(self._create_lead(), first, second)

    def test_conditions_bind_administrators_too(self):
        self._add_condition("field", field_name="city")
        lead = self._create_lead()
        wizard = self._wizard(lead, self.user_manager)
        self.assertEqual(wizard.gate, "blocked")
        with self.assertRaisesRegex(UserError, "A field"):
            wizard.action_apply()
        self.assertEqual(lead.type, "lead")

    def test_conditions_hold_for_a_customer_without_a_deal(self):
        self._add_condition("field", field_name="city")
        lead = self._create_lead()
        with self.assertRaisesRegex(UserError, "A field"):
            self._wizard(lead, make_opportunity=False).action_apply()
        self.assertRecordValues(lead, [{"active": True, "partner_id": False}])

    def test_conditions_of_other_teams_and_archived_ones_do_not_count(self):
        condition = self._add_condition("field", field_name="city")
        condition.team_id = self.team_b
        lead = self._create_lead()
        self.assertEqual(self._wizard(lead).gate, "open")
        condition.write({"team_id": self.team_a.id, "active": False})
        self.assertEqual(self._wizard(lead).gate, "open")

    def _resolve(self, condition, lead):
        """Press the button beside an unmet condition as a seller."""
        return (
            condition.with_user(self.user_own)
            .with_context(crm_plus_lead_id=lead.id)
            .action_resolve()
        )

    def test_resolve_opens_the_missing_field(self):
        condition = self._add_condition("field", field_name="city")
        lead = self._create_lead()
        action = self._resolve(condition, lead)
        self.assertEqual(action["context"], {"crm_plus_fill": ["city"]})
        form = Form(
            lead.with_user(self.user_own).with_context(**action["context"]),
            view="crm_plus.crm_lead_view_form_conversion_fill",
        )
        form.city = "Taipei"
        form.save()
        self.assertEqual(lead.city, "Taipei")
        self.assertEqual(
            lead.action_open_conversion()["res_model"], "crm.lead2opportunity.partner"
        )

    def test_resolve_plans_the_missing_activity(self):
        call = self.env.ref("mail.mail_activity_data_call")
        condition = self._add_condition("activity", activity_type_id=call.id)
        lead = self._create_lead()
        action = self._resolve(condition, lead)
        self.assertEqual(action["res_model"], "mail.activity.schedule")
        self.assertEqual(action["context"]["default_activity_type_id"], call.id)

    def test_resolve_opens_the_lead_for_anything_else(self):
        lead = self._create_lead()
        for condition in (
            self._add_condition("probability", min_probability=50),
            self._add_condition("field", field_name="lang_id"),
        ):
            action = self._resolve(condition, lead)
            self.assertEqual(
                (action["res_model"], action["res_id"]), ("crm.lead", lead.id)
            )

    def test_the_fill_dialog_shows_every_fillable_field(self):
        view = self.env.ref("crm_plus.crm_lead_view_form_conversion_fill")
        for name in FILLABLE_FIELDS:
            self.assertIn(f'name="{name}"', view.arch)
            self.assertIn(f"'{name}' not in context", view.arch)

    def test_incomplete_conditions_are_refused(self):
        for kind in ("field", "activity"):
            with self.assertRaises(ValidationError):
                self._add_condition(kind)
        for domain in ("not a domain", "[('no_such_field', '=', 1)]", "[1, 2]"):
            with self.assertRaises(ValidationError):
                self._add_condition("domain", domain=domain)

    @mute_logger("odoo.sql_db")
    def test_an_impossible_chance_is_refused(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self._add_condition("probability", min_probability=101)

    def test_a_name_is_proposed(self):
        form = Form(
            self.env["crm.plus.conversion.condition"]
            .with_user(self.user_manager)
            .with_context(default_team_id=self.team_a.id)
        )
        form.field_name = "city"
        self.assertEqual(form.name, "City is filled")
        self.assertEqual(form.save().field_name, "city")

    def test_fields_to_choose_from(self):
        names = dict(self.env["crm.plus.conversion.condition"]._selection_field_name())
        self.assertLessEqual(set(FILLABLE_FIELDS), set(names))
        self.assertFalse(
            {"id", "create_uid", "activity_ids", "conversion_status"} & set(names)
        )
        self.assertEqual(len(set(names.values())), len(names))

    def test_a_field_whose_addon_is_gone_holds_nobody_back(self):
        condition = self._add_condition("field", field_name="city")
        self.env.flush_all()
        # SQL: what an uninstalled addon leaves behind.
        self.env.cr.execute(
            "UPDATE crm_plus_conversion_condition SET field_name = 'gone'"
            " WHERE id = %s",
            [condition.id],
        )
        condition.invalidate_recordset()
        self.assertEqual(self._wizard(self._create_lead()).gate, "open")


@tagged("post_install", "-at_install")
class TestConversionThreshold(GateCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.conversion_min_probability = 30

    @users("user_own")
    def test_at_the_threshold_it_converts_at_once(self):
        lead = self._create_lead(probability=30)
        wizard = self._wizard(lead)
        self.assertEqual(wizard.gate, "open")
        wizard.action_apply()
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.stage_id, self.stage_first)

    @users("user_own")
    def test_below_the_threshold_it_asks(self):
        lead = self._create_lead(probability=29)
        wizard = self._wizard(lead)
        self.assertEqual(wizard.gate, "approval")
        self.assertIn("user_leader", wizard.gate_message)
        with self.assertRaisesRegex(UserError, "Ask for approval"):
            wizard.action_apply()
        self.assertRecordValues(
            lead, [{"type": "lead", "partner_id": False, "conversion_status": False}]
        )

    @users("user_own")
    def test_a_customer_without_a_deal_needs_no_approval(self):
        lead = self._create_lead()
        wizard = self._wizard(lead, make_opportunity=False)
        self.assertEqual(wizard.gate, "open")
        wizard.action_apply()
        self.assertEqual(lead.conversion_status, "customer")

    def test_the_approver_converts_directly(self):
        for user in (self.user_leader, self.user_manager):
            lead = self._create_lead(
                user_id=user.id,
                team_id=self.team_a.id,
                email_from=f"{user.login}@pumps.example",
                contact_name=user.name,
            )
            lead.team_id = self.team_a
            wizard = self._wizard(lead, user, team_id=self.team_a.id)
            self.assertEqual(wizard.gate, "open")
            wizard.action_apply()
            self.assertEqual(lead.type, "opportunity")

    def test_no_way_around_for_a_seller(self):
        """Each call a client can make turns a lead into nothing."""
        lead = self._create_lead().with_user(self.user_own)
        opportunity = self.env["crm.lead"]
        attempts = {
            "convert": lambda: lead.convert_opportunity(lead.partner_id),
            "convert with a team": lambda: lead.convert_opportunity(
                lead.partner_id, user_ids=[self.user_own.id], team_id=self.team_b.id
            ),
            "write": lambda: lead.write({"type": "opportunity"}),
            "write with another team": lambda: lead.write(
                {"type": "opportunity", "team_id": self.team_b.id}
            ),
            "write with a chance": lambda: lead.write(
                {"type": "opportunity", "probability": 90}
            ),
            "write with a forged log": lambda: lead.with_context(
                crm_plus_conversion_log={"converted": {}}
            ).write({"type": "opportunity"}),
            "dialog": lambda: self._wizard(lead).action_apply(),
            "merge in the dialog": lambda: self._wizard(
                lead,
                name="merge",
                duplicated_lead_ids=[Command.set(self._create_leads().ids)],
            ).action_apply(),
            "dialog on an approval": lambda: self._wizard(
                lead, approval_id=self._request(lead).id
            ).action_apply(),
        }
        for name, attempt in attempts.items():
            with self.subTest(name):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    attempt()
                lead.invalidate_recordset()
                self.assertRecordValues(
                    lead,
                    [{"type": "lead", "team_id": self.team_a.id, "probability": 20}],
                )
        self.assertFalse(opportunity.search([("conversion_ids.lead_id", "=", lead.id)]))

    def test_a_batch_with_one_lead_below_is_refused_as_a_whole(self):
        ready = self._create_lead(probability=80)
        low = self._create_lead(name="Low chance")
        with self.assertRaisesRegex(UserError, "Low chance"), self.env.cr.savepoint():
            (ready | low).with_user(self.user_own).convert_opportunity(False)
        (ready | low).invalidate_recordset()
        self.assertEqual((ready | low).mapped("type"), ["lead", "lead"])

    def test_superuser_code_has_decided_already(self):
        lead = self._create_lead()
        lead.with_user(self.user_own).sudo().convert_opportunity(lead.partner_id)
        self.assertEqual(lead.type, "opportunity")
        self.assertEqual(lead.conversion_ids.user_id, self.user_own)

    @users("user_own")
    def test_a_typed_chance_does_not_count_where_the_team_says_so(self):
        lead = self._create_lead(probability=90, automated_probability=20)
        self.assertEqual(self._wizard(lead).gate, "open")
        self.team_a.sudo().conversion_automated_only = True
        self.assertEqual(self._wizard(lead).gate, "approval")

    @users("user_own")
    def test_teams_without_rules_are_stock(self):
        lead = self._create_lead(team_id=False)
        lead.convert_opportunity(lead.partner_id)
        self.assertRecordValues(
            lead, [{"type": "opportunity", "conversion_status": "opportunity"}]
        )
        self.assertEqual(len(lead.conversion_ids), 1)
        lead.convert_opportunity(lead.partner_id)
        self.assertEqual(len(lead.conversion_ids), 1)

    def test_writing_the_type_of_a_mixed_batch(self):
        lead = self._create_lead(probability=50)
        opportunity = self._create_leads()
        (lead | opportunity).write({"type": "opportunity", "priority": "2"})
        self.assertEqual((lead | opportunity).mapped("priority"), ["2", "2"])
        self.assertEqual(lead.conversion_status, "opportunity")
        self.assertTrue(lead.date_conversion)
        self.assertFalse(opportunity.conversion_status)
        self.assertFalse(opportunity.date_conversion)

    def test_threshold_is_a_percentage(self):
        for value in (-1, 100.1):
            with self.assertRaises(ValidationError):
                self.team_a.conversion_min_probability = value

    def test_who_is_asked(self):
        self.assertEqual(self.team_a._get_conversion_approver(), self.user_leader)
        for leader in (self.env["res.users"], self.user_employee):
            self.team_a.user_id = leader
            approver = self.team_a._get_conversion_approver()
            self.assertTrue(approver.has_group("sales_team.group_sale_manager"))
            self.assertIn(self.company, approver.company_ids)

    def test_run_that_has_ended_opens_the_gate_no_more(self):
        """Tracking and automations still hold the environment of a past run."""
        environments = []
        prepare = type(self.env["crm.lead"])._convert_opportunity_data

        def spy(lead, *args, **kwargs):
            environments.append(lead.env)
            return prepare(lead, *args, **kwargs)

        self.patch(type(self.env["crm.lead"]), "_convert_opportunity_data", spy)
        ready = self._create_lead(probability=90).with_user(self.user_own)
        ready.convert_opportunity(False)
        late = self._create_lead().with_env(environments[0])
        with self.assertRaises(UserError):
            late.type = "opportunity"
        self.assertEqual(late.type, "lead")
        late.probability = 90
        late.type = "opportunity"
        self.assertEqual(len(late.conversion_ids), 1)
