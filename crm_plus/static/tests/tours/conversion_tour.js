import {registry} from "@web/core/registry";
import {itemLink} from "./tour_steps";

registry.category("web_tour.tours").add("crm_plus_conversion_request", {
    steps: () => [
        {
            content: "Convert the lead",
            trigger: ".o_statusbar_buttons button:contains('Convert to Opportunity')",
            run: "click",
        },
        {
            content: "The team's condition is not met: fill the field in",
            trigger:
                ".modal .o_kanban_record:contains('Ask for the city') button:contains('Fill In')",
            run: "click",
        },
        {
            content: "Only the missing field is asked for",
            trigger: ".modal .o_field_widget[name='city'] input",
            run: "edit Shiraz",
        },
        {
            trigger: ".modal:not(:has(.o_field_widget[name='website']))",
        },
        {
            trigger: ".modal button:contains('Save and Continue')",
            run: "click",
        },
        {
            content: "The preview tells what will be created",
            trigger:
                ".modal [name='preview'] li:contains('New'):contains('Zarrinpump GmbH')",
        },
        {
            content: "The chance is too low: the dialog asks for approval",
            trigger: ".modal .o_field_widget[name='approval_note'] textarea",
            run: "edit They order on Monday",
        },
        {
            trigger: ".modal:not(:has(button[name='action_apply']))",
        },
        {
            trigger: ".modal button:contains('Request Approval')",
            run: "click",
        },
        {
            content: "The lead waits",
            trigger: "body:not(:has(.modal)) .alert:contains('waits for approval')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_conversion_approve", {
    steps: () => [
        {
            content: "Open the request",
            trigger: itemLink("Tour of the pumps"),
            run: "click",
        },
        {
            content: "What will happen is shown",
            trigger: ".o_form_view [name='preview']:contains('Zarrinpump GmbH')",
        },
        {
            trigger: ".o_statusbar_buttons button:contains('Approve')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='note'] textarea",
            run: "edit Good luck",
        },
        {
            trigger: ".modal button:contains('Approve and Convert')",
            run: "click",
        },
        {
            content: "The lead is an opportunity now",
            trigger:
                "body:not(:has(.modal)) .o_lead_opportunity_form .o_statusbar_status button:contains('Incoming')",
        },
    ],
});
