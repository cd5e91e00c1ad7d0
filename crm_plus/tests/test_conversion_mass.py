from odoo.tests import tagged, users

from odoo.addons.crm_plus.tests.conversion_common import ConversionCase


@tagged("post_install", "-at_install")
class TestConversionMass(ConversionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.conversion_min_probability = 30
        cls.env["crm.plus.conversion.condition"].create(
            {
                "name": "City is filled",
                "team_id": cls.team_a.id,
                "field_name": "city",
            }
        )
        cls.ready = cls._create_numbered(1, probability=50)
        cls.low = cls._create_numbered(2, probability=10)
        cls.incomplete = cls._create_numbered(3, probability=50, city=False)
        cls.leads = cls.ready | cls.low | cls.incomplete

    @classmethod
    def _create_numbered(cls, number, **values):
        return cls._create_lead(
            **{
                "name": f"Lead number {number}",
                "contact_name": f"Person {number}",
                "email_from": f"p{number}@numbers.example",
                "city": "Tabriz",
                "phone": False,
                **values,
            }
        )

    def _mass(self, leads, user=None, **values):
        return (
            self.env["crm.lead2opportunity.partner.mass"]
            .with_user(user or self.user_own)
            .with_context(
                active_model="crm.lead", active_ids=leads.ids, active_id=leads[:1].id
            )
            .create({"deduplicate": False, **values})
        )

    @users("user_own")
    def test_each_lead_gets_its_due(self):
        wizard = self._mass(self.leads)
        action = wizard.action_mass_convert()
        self.assertEqual(self.leads.mapped("type"), ["opportunity", "lead", "lead"])
        self.assertEqual(self.ready.partner_id.name, "Person 1")
        self.assertFalse((self.low | self.incomplete).partner_id)
        self.assertRecordValues(
            self.low.conversion_pending_id,
            [{"state": "pending", "requester_id": self.user_own.id}],
        )
        self.assertFalse(self.incomplete.conversion_pending_id)
        self.assertEqual(
            (action["res_model"], action["res_id"]), (wizard._name, wizard.id)
        )
        report = " ".join(wizard.report.striptags().split())
        self.assertIn("Converted: 1", report)
        self.assertIn(
            "Approval requested, nothing changed yet: 1 Lead number 2", report
        )
        self.assertIn("Lead number 3: City is filled", report)

    @users("user_own")
    def test_without_asking_for_approval(self):
        wizard = self._mass(self.leads, request_approval=False)
        wizard.action_mass_convert()
        self.assertFalse(self.low.conversion_approval_ids)
        self.assertIn("Needs approval, not requested: 1", wizard.report.striptags())

    @users("user_own")
    def test_no_report_when_all_is_converted(self):
        action = self._mass(self.ready).action_mass_convert()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("crm.lead", self.ready.id)
        )

    @users("user_own")
    def test_a_second_run_does_not_ask_twice(self):
        self._mass(self.leads).action_mass_convert()
        wizard = self._mass(self.low | self.incomplete)
        wizard.action_mass_convert()
        self.assertEqual(len(self.low.conversion_approval_ids), 1)
        self.assertIn("Approval requested", wizard.report.striptags())

    def test_the_approver_converts_what_is_complete(self):
        self._mass(self.leads, self.user_manager).action_mass_convert()
        self.assertEqual(
            self.leads.mapped("type"), ["opportunity", "opportunity", "lead"]
        )

    def test_approved_requests_of_a_mass_run_keep_its_choices(self):
        self._mass(
            self.leads, user_ids=self.user_peer.ids, force_assignment=True
        ).action_mass_convert()
        self.low.conversion_pending_id.with_user(self.user_leader).action_approve()
        self.assertRecordValues(
            self.low, [{"type": "opportunity", "user_id": self.user_peer.id}]
        )

    def test_the_approver_of_a_mass_run_sees_what_will_happen(self):
        self._mass(self.leads).action_mass_convert()
        approval = self.low.conversion_pending_id.with_user(self.user_leader)
        self.assertIn("Zarrinpump GmbH", approval.preview)
        self.assertFalse(approval.is_outdated)

    @users("user_own")
    def test_names_are_cleaned_of_stray_spaces(self):
        self.ready.partner_name = "  Zarrin  Pump "
        self._mass(self.ready).action_mass_convert()
        self.assertEqual(self.ready.partner_id.parent_id.name, "Zarrin Pump")

    @users("user_own")
    def test_a_team_nobody_leads_is_reported(self):
        self.team_a.sudo().user_id = False
        managers = self.env.ref("sales_team.group_sale_manager").sudo()
        managers.all_user_ids.write({"active": False})
        wizard = self._mass(self.low)
        wizard.action_mass_convert()
        self.assertFalse(self.low.conversion_approval_ids)
        self.assertIn("not requested: 1", wizard.report.striptags())

    @users("user_own")
    def test_duplicates_are_judged_after_they_are_merged(self):
        twin = self._create_numbered(2, name="Lead number 2 again", probability=10)
        wizard = self._mass(self.low | twin, deduplicate=True)
        wizard.action_mass_convert()
        remaining = (self.low | twin).exists()
        self.assertEqual(len(remaining), 1)
        self.assertEqual(remaining.type, "lead")
        self.assertEqual(remaining.conversion_pending_id.state, "pending")

    @users("user_own")
    def test_one_company_for_the_whole_batch(self):
        batch = self.ready | self._create_numbered(4, probability=60)
        self._mass(batch).action_mass_convert()
        self.assertEqual(len(batch.partner_id), 2)
        self.assertEqual(batch.partner_id.parent_id.name, "Zarrinpump GmbH")
        self.assertEqual(
            sorted(batch.conversion_ids.mapped("is_company_created")), [False, True]
        )
