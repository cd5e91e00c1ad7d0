from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.crm_plus.tests.conversion_common import ApprovalCase


@tagged("post_install", "-at_install")
class TestConversionDecision(ApprovalCase):
    def test_approval_converts_with_the_choices_of_the_requester(self):
        beta = self.env["res.partner"].create({"name": "Beta", "is_company": True})
        lead = self._create_lead(stage_id=self.stage_second.id)
        approval = self._request(
            lead,
            link_company_id=beta.id,
            person_name="Mina Radmanesh",
            user_id=self.user_peer.id,
        )
        approval.with_user(self.user_leader).action_approve()
        person = self._partners("Mina Radmanesh")
        self.assertEqual(person.parent_id, beta)
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "opportunity",
                    "stage_id": self.stage_first.id,
                    "user_id": self.user_peer.id,
                    "team_id": self.team_a.id,
                    "partner_id": person.id,
                    "conversion_pending_id": False,
                }
            ],
        )
        pipeline = [
            ("type", "=", "opportunity"),
            ("stage_id", "=", self.stage_first.id),
        ]
        self.assertIn(lead, self.env["crm.lead"].search(pipeline))

    def test_approval_says_who_asked_and_who_decided(self):
        lead = self._create_lead()
        approval = self._request(lead)
        approval.with_user(self.user_leader).action_approve("Go ahead")
        self.assertRecordValues(
            approval,
            [
                {
                    "state": "approved",
                    "decision_user_id": self.user_leader.id,
                    "decision_note": "Go ahead",
                }
            ],
        )
        self.assertRecordValues(
            lead.conversion_ids,
            [{"user_id": self.user_own.id, "approval_id": approval.id}],
        )

    def test_both_approvers_may(self):
        for user in (self.user_leader, self.user_manager):
            lead = self._create_lead(
                email_from=f"{user.login}@pumps.example", contact_name=user.name
            )
            self._request(lead).with_user(user).action_approve()
            self.assertEqual(lead.type, "opportunity")

    def test_the_requester_is_told(self):
        lead = self._create_lead()
        approval = self._request(lead)
        approval.with_user(self.user_leader).action_refuse("Too early")
        message = self.env["mail.message"].search(
            [
                ("model", "=", approval._name),
                ("res_id", "=", approval.id),
                ("partner_ids", "in", self.user_own.partner_id.ids),
            ]
        )
        self.assertEqual(len(message), 1)
        self.assertIn("Too early", message.body)
        self.assertEqual(message.author_id, self.user_leader.partner_id)

    def test_the_lead_tells_how_it_was_decided(self):
        def decision(lead):
            # the log of the request comes first
            return lead.message_ids.filtered(
                lambda message: "ed the conversion" in (message.body or "")
            )

        for number, (act, word) in enumerate(
            {"action_refuse": "refused", "action_approve": "approved"}.items()
        ):
            with self.subTest(word):
                lead = self._create_lead(
                    contact_name=f"Person {number}",
                    email_from=f"{number}@decided.example",
                )
                approval = self._request(lead).with_user(self.user_leader)
                getattr(approval, act)("Budget < 5 & <b>late</b>")
                message = decision(lead)
                self.assertEqual(len(message), 1)
                self.assertEqual(
                    message.body,
                    f"<p>{self.user_leader.name} {word} the conversion.</p>"
                    "<p>Budget &lt; 5 &amp; &lt;b&gt;late&lt;/b&gt;</p>",
                )
                self.assertEqual(message.author_id, self.user_leader.partner_id)
                self.assertTrue(message.is_internal)
        lead = self._create_lead(contact_name="X", email_from="x@decided.example")
        self._request(lead).with_user(self.user_leader).action_approve()
        self.assertEqual(
            decision(lead).body,
            f"<p>{self.user_leader.name} approved the conversion.</p>",
        )

    def test_refusal_leaves_the_lead(self):
        lead = self._create_lead()
        approval = self._request(lead)
        approval.with_user(self.user_leader).action_refuse("Too early")
        self.assertRecordValues(
            approval,
            [
                {
                    "state": "refused",
                    "decision_note": "Too early",
                    "decision_user_id": self.user_leader.id,
                }
            ],
        )
        self.assertRecordValues(
            lead,
            [
                {
                    "type": "lead",
                    "active": True,
                    "partner_id": False,
                    "conversion_pending_id": False,
                }
            ],
        )
        self.assertFalse(self._activities(approval))

    def test_refusal_needs_a_note(self):
        approval = self._request(self._create_lead()).with_user(self.user_leader)
        for note in (None, "", "  \n"):
            with self.assertRaisesRegex(UserError, "needs a note"):
                approval.action_refuse(note)
        self.assertEqual(approval.state, "pending")

    def test_the_decision_dialog(self):
        lead = self._create_lead()
        approval = self._request(lead).with_user(self.user_leader)
        action = approval.with_context(
            default_decision="refused"
        ).action_open_decision()
        form = Form(
            self.env[action["res_model"]]
            .with_user(self.user_leader)
            .with_context(**action["context"])
        )
        with self.assertRaises(AssertionError):
            form.save()
        form.note = "No budget"
        form.save().action_decide()
        self.assertRecordValues(
            approval, [{"state": "refused", "decision_note": "No budget"}]
        )

    def test_decided_requests_do_not_change(self):
        approval = self._request(self._create_lead()).with_user(self.user_leader)
        approval.action_refuse("No")
        for call in (
            approval.action_approve,
            approval.action_withdraw,
            lambda: approval.action_refuse("Again"),
        ):
            with self.assertRaisesRegex(UserError, "closed already"):
                call()
        self.assertEqual(approval.decision_note, "No")

    def test_a_conversion_that_fails_leaves_the_request_pending(self):
        lead = self._create_lead(city="Shiraz")
        approval = self._request(lead)
        self.env["crm.plus.conversion.condition"].create(
            {
                "name": "Website",
                "team_id": self.team_a.id,
                "field_name": "website",
            }
        )
        with self.assertRaisesRegex(UserError, "Website"), self.env.cr.savepoint():
            approval.with_user(self.user_leader).action_approve()
        (approval | lead.conversion_pending_id).invalidate_recordset()
        lead.invalidate_recordset()
        self.assertEqual(approval.state, "pending")
        self.assertEqual(lead.conversion_pending_id, approval)
        self.assertEqual(lead.type, "lead")

    def test_what_appeared_or_vanished_since_the_request(self):
        gone = self.env["res.partner"].create({"name": "Gone", "is_company": True})
        lead = self._create_lead()
        approval = self._request(lead, link_company_id=gone.id)
        gone.unlink()
        zarrinpump = self.env["res.partner"].create(
            {"name": "ZARRINPUMP", "is_company": True}
        )
        approval.with_user(self.user_leader).action_approve()
        self.assertEqual(lead.partner_id.parent_id, zarrinpump)
        self.assertEqual(
            len(self._partners("ZARRINPUMP") | self._partners("Zarrinpump GmbH")), 1
        )

    def test_a_merge_is_approved_as_well(self):
        opportunity = self._create_leads(
            name="Pumps", email_from="mina@zarrinpump-pumps.example"
        )
        lead = self._create_lead()
        approval = self._request(
            lead, name="merge", duplicated_lead_ids=(opportunity | lead).ids
        )
        approval.with_user(self.user_leader).action_approve()
        self.assertFalse(lead.exists())
        self.assertEqual(opportunity.conversion_ids.mode, "merge")
        self.assertEqual(approval.lead_id, opportunity)

    def test_many_at_once(self):
        leads = self.env["crm.lead"]
        for number in range(3):
            leads |= self._create_lead(
                contact_name=f"Person {number}", email_from=f"p{number}@pumps.example"
            )
        for lead in leads:
            self._request(lead)
        approvals = leads.conversion_pending_id.with_user(self.user_manager)
        self.assertIs(approvals.action_approve(), True)
        self.assertEqual(set(leads.mapped("type")), {"opportunity"})
        self.assertEqual(len(leads.partner_id.parent_id), 1)


@tagged("post_install", "-at_install")
class TestConversionDecisionRights(ApprovalCase):
    def _assert_refused(self, user, approval):
        lead = approval.lead_id
        for decide in ("action_approve", "action_refuse"):
            with self.subTest(user=user.login, decide=decide):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    getattr(approval.with_user(user), decide)("note")
                approval.invalidate_recordset()
                lead.invalidate_recordset()
                self.assertRecordValues(
                    approval, [{"state": "pending", "decision_user_id": False}]
                )
                self.assertRecordValues(lead, [{"type": "lead", "partner_id": False}])

    def test_nobody_else_decides(self):
        approval = self._request(self._create_lead())
        for user in (
            self.user_own,
            self.user_peer,
            self.user_all,
            self.user_auditor,
            self.user_employee,
            self.user_portal,
            self.user_other,
        ):
            self._assert_refused(user, approval)

    def test_the_leader_of_another_team_does_not_decide(self):
        stranger = self._create_user(
            "user_stranger", "crm_plus.group_team_leader", self.company
        )
        self._create_team("Team C", stranger, stranger)
        self._assert_refused(stranger, self._request(self._create_lead()))

    def test_the_leader_decides_without_the_leader_role(self):
        """Who leads the team counts, not which group he is in."""
        self.team_a.user_id = self.user_peer
        lead = self._create_lead()
        self._request(lead).with_user(self.user_peer).action_approve()
        self.assertEqual(lead.type, "opportunity")

    def test_the_button_shows_to_who_may(self):
        approval = self._request(self._create_lead())
        for user, decide, withdraw in (
            (self.user_own, False, True),
            (self.user_all, False, False),
            (self.user_leader, True, True),
            (self.user_manager, True, True),
        ):
            self.assertRecordValues(
                approval.with_user(user),
                [{"can_decide": decide, "can_withdraw": withdraw}],
            )

    def test_nobody_writes_requests_by_hand(self):
        approval = self._request(self._create_lead())
        for user in (self.user_own, self.user_leader, self.user_all, self.user_manager):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                approval.with_user(user).write({"state": "approved"})
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                approval.with_user(user).unlink()
        approval.invalidate_recordset()
        self.assertEqual(approval.state, "pending")

    def test_a_stranger_cannot_withdraw(self):
        approval = self._request(self._create_lead())
        for user in (self.user_peer, self.user_all, self.user_auditor):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                approval.with_user(user).action_withdraw()
        approval.invalidate_recordset()
        self.assertEqual(approval.state, "pending")

    def test_a_request_for_a_foreign_lead_is_refused(self):
        lead = self._create_lead()
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["crm.plus.conversion.approval"].with_user(self.user_peer)._request(
                lead.with_user(self.user_peer), {}
            )
        self.assertFalse(lead.conversion_approval_ids)
