from odoo.tests import Form, tagged, users

from .test_team_kind import TeamKindCase


@tagged("post_install", "-at_install")
class TestTeamChoice(TeamKindCase):
    """Who decides on the team: salesperson, deal type or a hand."""

    # ------------------------------------------------------------
    # Deal type
    # ------------------------------------------------------------

    @users("user_all")
    def test_deal_type_proposes_a_team_of_its_kind(self):
        with Form(self.env["crm.lead"]) as form:
            form.name = "Deal"
            self.assertEqual(form.team_id, self.team_b)
            form.deal_kind_id = self.kind_sales
            self.assertEqual(form.team_id, self.team_a)
            form.deal_kind_id = self.kind_renewal
            self.assertEqual(form.team_id, self.team_b)
        self.assertRecordValues(
            form.record, [{"team_id": self.team_b.id, "team_is_chosen": False}]
        )

    @users("user_all")
    def test_deal_type_prefers_a_team_of_the_salesperson(self):
        team = self._create_team("Team C", self.user_all, self.user_all)
        team.write({"team_kind_id": self.kind_sales.id, "sequence": 99})
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "deal_kind_id": self.kind_sales.id}
        )
        self.assertEqual(lead.team_id, team)
        lead.user_id = self.user_own
        self.assertEqual(lead.team_id, self.team_a)

    @users("user_all")
    def test_deal_type_without_salesperson_proposes_too(self):
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "deal_kind_id": self.kind_sales.id, "user_id": False}
        )
        self.assertEqual(lead.team_id, self.team_a)

    @users("user_all")
    def test_deal_type_without_suitable_team_leaves_it_to_stock(self):
        self.team_a.use_opportunities = False
        lead = self.env["crm.lead"].create(
            {
                "name": "Deal",
                "type": "opportunity",
                "deal_kind_id": self.kind_sales.id,
            }
        )
        self.assertEqual(lead.team_id, self.team_b)

    @users("user_all")
    def test_lead_is_proposed_to_a_team_that_takes_leads(self):
        self.team_b.use_leads = False
        team = self._create_team("Team C", self.user_leader, self.user_own)
        team.team_kind_id = self.kind_renewal
        values = {"name": "Lead", "deal_kind_id": self.kind_renewal.id}
        lead = self.env["crm.lead"].create({**values, "type": "lead"})
        deal = self.env["crm.lead"].create({**values, "type": "opportunity"})
        self.assertEqual(lead.team_id, team)
        self.assertEqual(deal.team_id, self.team_b)

    def test_team_of_another_company_is_never_proposed(self):
        self.team_a.team_kind_id = False
        self.team_other.team_kind_id = self.kind_sales
        lead = (
            self.env["crm.lead"]
            .with_user(self.user_all)
            .create({"name": "Deal", "deal_kind_id": self.kind_sales.id})
        )
        self.assertEqual(lead.team_id, self.team_b)

    # ------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------

    @users("user_all")
    def test_team_follows_the_salesperson_as_in_stock(self):
        lead = self._create_leads().with_env(self.env)
        lead.user_id = self.user_all
        self.assertRecordValues(
            lead, [{"team_id": self.team_b.id, "team_is_chosen": False}]
        )

    @users("user_all")
    def test_team_picked_in_the_form_stays(self):
        with Form(self.env["crm.lead"]) as form:
            form.name = "Deal"
            form.team_id = self.team_b
            form.user_id = self.user_own
            self.assertEqual(form.team_id, self.team_b)
            form.deal_kind_id = self.kind_sales
            self.assertEqual(form.team_id, self.team_b)
        lead = form.record
        self.assertTrue(lead.team_is_chosen)
        lead.user_id = self.user_peer
        self.assertEqual(lead.team_id, self.team_b)

    @users("user_all")
    def test_team_written_alone_stays(self):
        lead = self._create_leads().with_env(self.env)
        lead.team_id = self.team_b
        lead.user_id = self.user_peer
        self.assertRecordValues(
            lead, [{"team_id": self.team_b.id, "team_is_chosen": True}]
        )

    @users("user_all")
    def test_team_given_with_a_salesperson_outside_it_stays(self):
        lead = self._create_leads(team_id=self.team_b.id).with_env(self.env)
        self.assertTrue(lead.team_is_chosen)
        lead.write({"user_id": self.user_peer.id})
        self.assertEqual(lead.team_id, self.team_b)
        lead.write({"user_id": self.user_own.id, "team_id": self.team_a.id})
        self.assertRecordValues(
            lead, [{"team_id": self.team_a.id, "team_is_chosen": False}]
        )

    @users("user_all")
    def test_emptied_team_is_proposed_again(self):
        lead = self._create_leads(team_id=self.team_b.id).with_env(self.env)
        lead.team_id = False
        lead.user_id = self.user_peer
        self.assertEqual(lead.team_id, self.team_a)

    @users("user_all")
    def test_button_lets_the_team_follow_again(self):
        lead = self._create_leads(team_id=self.team_b.id).with_env(self.env)
        lead.action_follow_salesperson()
        self.assertRecordValues(
            lead, [{"team_id": self.team_a.id, "team_is_chosen": False}]
        )

    @users("user_manager")
    def test_team_given_out_by_the_assignment_is_not_by_hand(self):
        self.team_a.crm_team_member_ids.assignment_max = 30
        leads = self._create_leads(3, type="lead", user_id=False, team_id=False)
        leads.invalidate_recordset()
        self.team_a.assignment_domain = [("id", "in", leads.ids)]
        self.team_a.with_env(self.env)._allocate_leads(creation_delta_days=0)
        self.assertEqual(leads.exists().team_id, self.team_a)
        self.assertEqual(leads.exists().mapped("team_is_chosen"), [False] * 3)

    # ------------------------------------------------------------
    # Nothing is silent
    # ------------------------------------------------------------

    @users("user_all")
    def test_salesperson_outside_the_team_is_named(self):
        lead = self._create_leads(team_id=self.team_b.id).with_env(self.env)
        self.assertEqual(
            lead.team_warning,
            f"{self.user_own.name} is not a member of the team Team B.",
        )
        lead.user_id = self.user_manager
        self.assertFalse(lead.team_warning)
        lead.user_id = False
        self.assertFalse(lead.team_warning)

    @users("user_all")
    def test_leader_belongs_to_the_team(self):
        lead = self._create_leads(user_id=self.user_leader.id).with_env(self.env)
        self.assertRecordValues(
            lead, [{"team_warning": False, "team_is_chosen": False}]
        )

    @users("user_all")
    def test_team_of_another_kind_is_named(self):
        lead = self._create_leads().with_env(self.env)
        lead.team_id = self.team_a
        lead.deal_kind_id = self.kind_renewal
        self.assertEqual(lead.team_id, self.team_a)
        self.assertEqual(
            lead.team_warning, "The team Team A works on deals of type Test Sales."
        )

    @users("user_all")
    def test_form_notices_a_replaced_team_without_blocking(self):
        lead = self._create_leads().with_env(self.env)
        spec = {"user_id": {}, "team_id": {}, "team_is_chosen": {}, "type": {}}
        result = lead.onchange(
            {"user_id": self.user_all.id, "team_id": self.team_a.id}, ["user_id"], spec
        )
        self.assertEqual(result["value"]["team_id"], self.team_b.id)
        self.assertEqual(result["warning"]["type"], "notification")
        self.assertIn("from Team A to Team B", result["warning"]["message"])
        lead.team_id = self.team_a
        kept = lead.onchange(
            {"user_id": self.user_all.id, "team_id": self.team_a.id}, ["user_id"], spec
        )
        self.assertNotIn("team_id", kept["value"])
        self.assertNotIn("warning", kept)

    @users("user_all")
    def test_merged_deal_keeps_its_type(self):
        leads = self._create_leads(2).with_env(self.env)
        leads[1].deal_kind_id = self.kind_sales
        self.assertEqual(leads.merge_opportunity().deal_kind_id, self.kind_sales)


@tagged("post_install", "-at_install")
class TestPropertyCopy(TeamKindCase):
    """Properties belong to a team: a lead that leaves keeps a copy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.team_a.lead_properties_definition = [
            {"name": "budget", "string": "Budget", "type": "integer"},
            {
                "name": "size",
                "string": "Size",
                "type": "selection",
                "selection": [["s", "Small"], ["l", "Large"]],
            },
        ]
        cls.lead = cls._create_leads()
        cls.lead.lead_properties = {"budget": 700, "size": "l"}

    @users("user_all")
    def test_properties_are_noted_and_come_back_with_the_lead(self):
        lead = self.lead.with_env(self.env)
        lead.team_id = self.team_b
        self.assertFalse(lead.lead_properties.get("budget"))
        note = lead.message_ids[0].body
        self.assertIn("Budget: 700", note)
        self.assertIn("Size: Large", note)
        lead.team_id = self.team_a
        self.assertEqual(dict(lead.lead_properties), {"budget": 700, "size": "Large"})
        self.assertFalse(lead.lead_properties_kept)

    @users("user_all")
    def test_properties_are_kept_when_the_salesperson_moves_the_lead(self):
        lead = self.lead.with_env(self.env)
        lead.user_id = self.user_all
        self.assertEqual(lead.team_id, self.team_b)
        self.assertEqual(
            lead.lead_properties_kept,
            {str(self.team_a.id): {"budget": 700, "size": "l"}},
        )

    @users("user_all")
    def test_same_team_changes_nothing(self):
        lead = self.lead.with_env(self.env)
        count = len(lead.message_ids)
        lead.write({"team_id": self.team_a.id, "user_id": self.user_peer.id})
        self.assertEqual(dict(lead.lead_properties), {"budget": 700, "size": "Large"})
        self.assertFalse(lead.lead_properties_kept)
        self.assertEqual(len(lead.message_ids), count)

    @users("user_all")
    def test_lead_without_values_gets_no_note(self):
        lead = self._create_leads().with_env(self.env)
        count = len(lead.message_ids)
        lead.team_id = self.team_b
        self.assertFalse(lead.lead_properties_kept)
        self.assertEqual(len(lead.message_ids), count)

    @users("user_all")
    def test_form_warns_before_properties_are_put_aside(self):
        result = self.lead.with_env(self.env).onchange(
            {"team_id": self.team_b.id}, ["team_id"], {"team_id": {}}
        )
        self.assertEqual(result["warning"]["type"], "notification")
        self.assertIn("Budget, Size", result["warning"]["message"])
        self.assertEqual(self.lead.team_id, self.team_a)
