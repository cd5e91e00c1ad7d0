from odoo.tests import Form, tagged

from .common_stock_rows import StockRowsCase


@tagged("post_install", "-at_install", "crm_plus_stock_rows")
class TestStockRowsLead(StockRowsCase):
    """Leads, opportunities, their stages and their marketing block."""

    def _create_lead(self, **values):
        return self._create_leads(type="lead", **values)

    def _convert(self, leads, **values):
        """Convert by the wizard, which decides itself whom to link."""
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_context(active_model="crm.lead", active_ids=leads.ids)
            .create({"name": "convert", "lead_id": leads.id, **values})
        )
        wizard.action_apply()

    def test_lead_menu_needs_the_setting_and_a_lead_is_person_or_company(self):
        """S1-17: enabling Leads shows the menu; a lead is a person or a company."""
        menu = self.env.ref("crm.crm_menu_leads")
        self.assertEqual(menu.group_ids, self.env.ref("crm.group_use_lead"))
        person = self._create_lead(contact_name="Zahra Moradi", partner_name=False)
        company = self._create_lead(contact_name=False, partner_name="Formosa Tea")
        self.assertRecordValues(
            person | company,
            [
                {"contact_name": "Zahra Moradi", "partner_name": False},
                {"contact_name": False, "partner_name": "Formosa Tea"},
            ],
        )

    def test_opportunity_from_existing_and_from_new_account(self):
        """S1-32: an opportunity for an account, or with a new one made inline."""
        account = self.env["res.partner"].create(
            {"name": "Alborz Steel", "is_company": True}
        )
        Lead = self.env["crm.lead"].with_user(self.user_own)
        form = Form(
            Lead.with_context(default_type="opportunity", default_partner_id=account.id)
        )
        self.assertEqual(form.save().partner_id, account)
        form = Form(Lead.with_context(default_type="opportunity"))
        form.name = "New account"
        new = self.env["res.partner"].with_user(self.user_own).name_create("Tehran Co")
        form.partner_id = self.env["res.partner"].browse(new[0])
        self.assertEqual(form.save().partner_id.name, "Tehran Co")

    def test_deal_stage_set_of_a_team(self):
        """S3-18: a team works with prospecting, proposal, negotiation, closing."""
        names = ["Prospecting", "Proposal", "Negotiation", "Closing"]
        stages = self.env["crm.stage"].create(
            [
                {"name": name, "sequence": number, "team_ids": self.team_a.ids}
                for number, name in enumerate(names, -10)
            ]
        )
        lead = self._create_leads()
        self.assertEqual(lead.stage_id, stages[0])
        shown = lead.with_context(default_team_id=self.team_a.id)._read_group_stage_ids(
            self.env["crm.stage"], []
        )
        self.assertLessEqual(set(stages), set(shown))

    def test_referral_source_selectable(self):
        """S3-29: the lead source "Referral" can be chosen, with who referred."""
        referral = self.env.ref("utm.utm_source_referral")
        lead = self._create_lead(source_id=referral.id, referred="Ali Daei")
        self.assertRecordValues(
            lead, [{"source_id": referral.id, "referred": "Ali Daei"}]
        )

    def test_one_responsible_and_the_new_one_is_notified(self):
        """S3-34: a deal has one responsible; changing it notifies the new one."""
        lead = self._create_leads()
        messages = self.env["mail.message"].search([], order="id desc", limit=1).id
        lead.with_user(self.user_all).user_id = self.user_peer
        notified = self.env["mail.message"].search(
            [
                ("id", ">", messages),
                ("model", "=", "crm.lead"),
                ("res_id", "=", lead.id),
                ("partner_ids", "in", self.user_peer.partner_id.ids),
            ]
        )
        self.assertEqual(len(notified), 1)
        self.assertEqual(lead.user_id, self.user_peer)

    def test_won_lost_and_open_filters_partition_opportunities(self):
        """S3-37: won, lost and ongoing filters together show every deal once."""
        leads = self._create_leads(6)
        leads[:2].action_set_won()
        leads[2:4].action_set_lost()
        arch = self._arch(
            "crm.lead", "search", "crm.view_crm_case_opportunities_filter"
        )
        parts = [
            self._search_filter(arch, f"filter_won_status_{status}") & leads
            for status in ("won", "pending", "lost")
        ]
        self.assertEqual([len(part) for part in parts], [2, 2, 2])
        self.assertEqual(parts[0] | parts[1] | parts[2], leads)

    def test_team_stage_is_not_shown_to_other_teams(self):
        """S3-47: a stage of one team stays hidden from the others."""
        stage = self.env["crm.stage"].create(
            {"name": "Only A", "team_ids": self.team_a.ids}
        )
        Lead = self.env["crm.lead"]

        def stages_of(team):
            return Lead.with_context(default_team_id=team.id)._read_group_stage_ids(
                self.env["crm.stage"], []
            )

        self.assertIn(stage, stages_of(self.team_a))
        self.assertNotIn(stage, stages_of(self.team_b))

    def test_lead_with_name_only(self):
        """S4-01: a lead with nothing but a name is saved."""
        form = Form(
            self.env["crm.lead"]
            .with_user(self.user_own)
            .with_context(default_type="lead"),
            "crm.crm_lead_view_form",
        )
        form.name = "Somebody rang"
        self.assertEqual(form.save().type, "lead")

    def test_opportunity_created_directly(self):
        """S4-03: an opportunity is made without a lead before it."""
        form = Form(
            self.env["crm.lead"]
            .with_user(self.user_own)
            .with_context(default_type="opportunity"),
            "crm.quick_create_opportunity_form",
        )
        form.name = "Direct deal"
        lead = form.save()
        self.assertEqual((lead.type, lead.user_id), ("opportunity", self.user_own))

    def test_lost_deal_leaves_pipeline_and_forecast(self):
        """S4-17: after Lost the card is gone from pipeline and forecast."""
        lead = self._create_leads(date_deadline="2030-01-15")
        seller = self.env["crm.lead"].with_user(self.user_own)
        domain = [("type", "=", "opportunity"), ("id", "=", lead.id)]
        self.assertEqual(seller.search(domain), lead)
        lead.with_user(self.user_own).action_set_lost()
        self.assertFalse(seller.search(domain))
        forecast = seller.formatted_read_group(
            domain, ["date_deadline:month"], ["__count"]
        )
        self.assertFalse(forecast)

    def test_lost_filter_differs_from_archived_filter(self):
        """S4-18: "Lost" finds lost deals, not merely archived ones."""
        lost, archived = self._create_leads(2)
        lost.action_set_lost()
        archived.action_archive()
        arch = self._arch("crm.lead", "search", "crm.view_crm_case_leads_filter")
        both = lost | archived
        self.assertEqual(self._search_filter(arch, "lost") & both, lost)
        self.assertEqual(self._search_filter(arch, "inactive") & both, archived)

    def test_tag_search_finds_all_tagged_and_tags_have_colours(self):
        """S4-24: searching a tag finds each tagged record; its colour shows."""
        tag = self.env["crm.tag"].create({"name": "Ramadan campaign", "color": 4})
        tagged_leads = self._create_leads(3, tag_ids=tag.ids)
        self._create_leads(2)
        found = self.env["crm.lead"].search([("tag_ids", "ilike", "Ramadan camp")])
        self.assertEqual(found, tagged_leads)
        arch = self._arch("crm.lead", "kanban", "crm.crm_case_kanban_view_leads")
        (node,) = arch.xpath("//templates//field[@name='tag_ids']")
        self.assertIn("color_field", node.get("options"))

    def test_leads_setting_toggles_and_keeps_leads(self):
        """S4-30: the setting shows and hides the menu; leads are safe."""
        lead = self._create_lead()
        group = self.env.ref("crm.group_use_lead")
        for wanted in (True, False):
            self.env["res.config.settings"].create({"group_use_lead": wanted}).execute()
            self.assertEqual(group in self.user_own.all_group_ids, wanted)
            self.assertTrue(lead.exists())
            self.assertEqual(lead.type, "lead")

    def test_recurring_revenue_setting_toggles_fields(self):
        """S4-31: recurring fields show by the setting."""
        settings = self.env["res.config.settings"]
        for wanted in (True, False):
            settings.create({"group_use_recurring_revenues": wanted}).execute()
            arch = self._arch("crm.lead", "form", "crm.crm_lead_view_form")
            nodes = arch.xpath("//field[@name='recurring_revenue']")
            self.assertEqual(bool(nodes), wanted)

    def test_priority_sorts_three_stars_first(self):
        """S4-72: sorting by priority puts three stars first."""
        leads = self._create_leads(4)
        for lead, priority in zip(leads, "1302", strict=True):
            lead.priority = priority
        ordered = self.env["crm.lead"].search(
            [("id", "in", leads.ids)], order="priority desc"
        )
        self.assertEqual(ordered.mapped("priority"), ["3", "2", "1", "0"])

    def test_name_only_in_every_form(self):
        """S4-66: the name alone is mandatory, in the form and the quick form."""
        for view in ("crm.crm_lead_view_form", "crm.quick_create_opportunity_form"):
            form = Form(
                self.env["crm.lead"]
                .with_user(self.user_own)
                .with_context(default_type="opportunity"),
                view,
            )
            form.name = f"Named in {view}"
            self.assertTrue(form.save().id)

    def test_lost_and_won_buttons_by_state(self):
        """S4-86: Won and Lost stand on open deals only."""
        arch = self._arch("crm.lead", "form", "crm.crm_lead_view_form")
        lead = self._create_leads()
        won, lost = self._create_leads(2)
        won.action_set_won()
        lost.action_set_lost()
        lost_action = str(self.env.ref("crm.crm_lead_lost_action").id)
        for name in ("action_set_won_rainbowman", lost_action):
            (button,) = arch.xpath(f"//header/button[@name='{name}']")
            hidden = [self._is_hidden(button, record) for record in (lead, won, lost)]
            self.assertEqual(hidden, [False, True, True], name)

    def _is_hidden(self, node, record):
        """Evaluate an ``invisible`` expression on a record's stored values."""
        from odoo.tools.safe_eval import safe_eval

        names = ("won_status", "type", "active")
        values = {name: record[name] for name in names}
        return bool(safe_eval(node.get("invisible") or "False", values))

    def test_stage_bar_moves_and_shows_days_and_rotting(self):
        """S4-85: a click moves the stage; days per stage and rotting show."""
        arch = self._arch("crm.lead", "form", "crm.crm_lead_view_form")
        (bar,) = arch.xpath("//header/field[@name='stage_id']")
        self.assertEqual(bar.get("widget"), "rotting_statusbar_duration")
        self.assertIn("'clickable': '1'", bar.get("options"))
        lead = self._create_leads()
        second = self.env["crm.stage"].search(
            [("id", "!=", lead.stage_id.id), ("is_won", "=", False)], limit=1
        )
        lead.with_user(self.user_own).stage_id = second
        self.env.flush_all()
        self.assertIn(str(second.id), lead.duration_tracking)
        self.assertIn("is_rotting", lead._fields)

    def test_lead_keeps_contact_facts_and_gives_them_to_the_contact(self):
        """S4-75: name, job and phone of a non-contact become the contact's."""
        lead = self._create_lead(
            contact_name="Chen Mei-Ling",
            function="Buyer",
            phone="+886 2 2345 6789",
            partner_name=False,
        )
        self._convert(lead)
        self.assertRecordValues(
            lead.partner_id,
            [
                {
                    "name": "Chen Mei-Ling",
                    "function": "Buyer",
                    "phone": "+886 2 2345 6789",
                }
            ],
        )

    def test_marketing_block_survives_conversion(self):
        """S4-76 and S4-108: campaign, medium, source, referrer stay."""
        values = {
            "campaign_id": self.env["utm.campaign"].create({"name": "Nowruz"}).id,
            "medium_id": self.env["utm.medium"].create({"name": "Letter post"}).id,
            "source_id": self.env["utm.source"].create({"name": "Expo"}).id,
            "referred": "Reza",
        }
        lead = self._create_lead(**values)
        self._convert(lead)
        self.assertEqual(lead.type, "opportunity")
        self.assertRecordValues(lead, [values])

    def test_tracking_fields_editable_on_the_lead(self):
        """S4-108: the four tracking fields can be edited on the lead form."""
        arch = self._arch("crm.lead", "form", "crm.crm_lead_view_form")
        for name in ("campaign_id", "medium_id", "source_id", "referred"):
            nodes = arch.xpath(f"//field[@name='{name}']")
            self.assertTrue(nodes, name)
            self.assertFalse(any(node.get("readonly") == "1" for node in nodes))

    def test_merge_takes_chosen_seller_and_team(self):
        """S4-90: a chosen seller and team win; empty keeps the head record's."""
        for user, team in ((self.user_all, self.team_b), (None, None)):
            leads = self._create_leads(2)
            wizard = (
                self.env["crm.merge.opportunity"]
                .with_context(active_ids=leads.ids)
                .create({})
            )
            wizard.user_id, wizard.team_id = user, team
            result = wizard.action_merge()
            kept = self.env["crm.lead"].browse(result["res_id"])
            self.assertEqual(kept.user_id, user or self.user_own)
            self.assertEqual(kept.team_id, team or self.team_a)

    def test_merge_of_mixed_types(self):
        """S4-91: lead + opportunity is an opportunity, two leads are a lead."""
        mixed = self._create_lead() | self._create_leads()
        self.assertEqual(mixed.merge_opportunity().type, "opportunity")
        leads = self._create_lead() | self._create_lead()
        self.assertEqual(leads.merge_opportunity().type, "lead")

    def test_lead_follow_up_fields_in_form_and_multi_edit(self):
        """S4-105: stars, tags, seller, team are editable on form and list."""
        names = ("priority", "tag_ids", "user_id", "team_id")
        lists = self._arch("crm.lead", "list", "crm.crm_case_tree_view_leads")
        self.assertEqual(lists.get("multi_edit"), "1")
        form = self._arch("crm.lead", "form", "crm.crm_lead_view_form")
        for name in names:
            (column,) = lists.xpath(f"//field[@name='{name}']")
            self.assertNotEqual(column.get("readonly"), "1")
            self.assertTrue(form.xpath(f"//field[@name='{name}']"), name)

    def test_direct_conversion_makes_no_twin_company(self):
        """S4-112: converting a second lead of a known company adds no twin."""
        company = self.env["res.partner"].create(
            {"name": "Pars Khodro", "is_company": True, "email": "info@pars.example"}
        )
        lead = self._create_lead(
            partner_name="Pars Khodro", email_from="info@pars.example"
        )
        self._convert(lead)
        self.assertEqual(lead.partner_id.commercial_partner_id, company)
        twins = self.env["res.partner"].search_count([("name", "=", "Pars Khodro")])
        self.assertEqual(twins, 1)

    def test_saving_a_deal_without_name_is_refused(self):
        """S4-66: without a name (and a customer to derive it) nothing is saved."""
        before = self.env["crm.lead"].search_count([])
        form = Form(
            self.env["crm.lead"].with_context(default_type="opportunity"),
            "crm.crm_lead_view_form",
        )
        with self.assertRaisesRegex(AssertionError, "name is a required field"):
            form.save()
        self.assertEqual(self.env["crm.lead"].search_count([]), before)
