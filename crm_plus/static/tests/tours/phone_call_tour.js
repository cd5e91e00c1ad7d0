import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {
    clickHeaderButton,
    hideSmartButtons,
    item,
    itemLink,
    openCrm,
    openMenu,
    showListOnPhone,
    showSmartButtons,
    showView,
} from "./tour_steps";

registry.category("web_tour.tours").add("crm_plus_phone_call", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        ...openMenu("crm.crm_menu_sales", "crm_plus.crm_plus_phone_call_menu"),
        ...clickHeaderButton("Log a Call"),
        {
            content: "Type the number",
            trigger: ".modal .o_field_widget[name='phone'] input",
            run: "edit +32 456 00 11 22",
        },
        {
            content: "Who called",
            trigger: ".modal .o_field_widget[name='contact_name'] input",
            run: "edit Mr. Chen",
        },
        {
            content: "What about",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Asked for a price list",
        },
        {
            content: "Save the call",
            trigger:
                ".modal footer .o_form_button_save, .modal footer button:contains('Save')",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Open the call from the list",
            trigger: itemLink("Asked for a price list"),
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Make Opportunity", "Make a deal of it"),
        {
            content: "The opportunity is there",
            trigger: ".o_lead_opportunity_form",
        },
        ...showSmartButtons(),
        {
            content: "It carries the subject and counts the call",
            trigger: ".oe_stat_button[name='action_view_phone_calls']:contains('1')",
        },
        ...hideSmartButtons(),
        {
            content: "The call shows in the chatter",
            trigger: ".o-mail-Message:contains('Asked for a price list') .fa-phone",
        },
        ...stepUtils.statusbarButtonsSteps("Log a Call", "Log another call"),
        {
            content: "The number is filled in",
            trigger:
                ".modal .o_field_widget[name='phone'] input:value('+32 456 00 11 22')",
        },
        {
            content: "Save the second call",
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
        ...showSmartButtons(),
        {
            content: "Both calls are counted",
            trigger: ".oe_stat_button[name='action_view_phone_calls']:contains('2')",
        },
        ...hideSmartButtons(),
        ...stepUtils.statusbarButtonsSteps("Log a Call", "Look at the form only"),
        {
            content: "Reload the page while the form is open and untouched",
            trigger:
                ".modal .o_field_widget[name='phone'] input:value('+32 456 00 11 22')",
            run: () => window.location.reload(),
            expectUnloadPage: true,
        },
        {
            content: "The opportunity is there again, without the dialog",
            trigger: "body:not(:has(.modal)) .o_lead_opportunity_form",
        },
        ...showSmartButtons(),
        {
            content: "No call was added",
            trigger: ".oe_stat_button[name='action_view_phone_calls']:contains('2')",
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_phone_activity", {
    steps: () => [
        {
            content: "A call activity is done by logging the call",
            trigger: ".o-mail-Activity:contains('Price list') .o_crm_plus_log_call",
            run: "click",
        },
        {
            content: "The form knows the number",
            trigger: ".modal .o_field_widget[name='phone'] input:value('+32456001122')",
        },
        {
            content: "Save the call",
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            content: "The activity is done and in the chatter",
            trigger:
                "body:not(:has(.modal)):not(:has(.o-mail-Activity)) .o-mail-Message:contains('Call done')",
        },
        {
            content: "Log a visit",
            trigger: ".o_crm_plus_log_interaction",
            run: "click",
        },
        {
            content: "Choose the kind",
            trigger:
                ".modal .o_field_widget[name='activity_type_id'] .btn:contains('Visit'), .modal .o_selection_badge:contains('Visit')",
            run: "click",
        },
        {
            content: "What was said",
            trigger: ".modal .o_field_widget[name='feedback'] textarea",
            run: "edit Showed him the chairs",
        },
        {
            content: "Log it",
            trigger: ".modal footer button[name='action_log']",
            run: "click",
        },
        {
            content: "The visit shows with its icon",
            trigger:
                "body:not(:has(.modal)) .o-mail-Message:contains('Showed him the chairs') .fa-street-view",
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_missed_call", {
    url: "/odoo",
    steps: () => [
        {
            content: "The counter shows the missed call",
            trigger: ".o_crm_plus_missed_calls:contains('1')",
            run: "click",
        },
        {
            content: "Call back from the queue",
            trigger:
                ".o_data_row button[name='action_call_back'], .o_kanban_record button[name='action_call_back']",
            run: "click",
        },
        {
            content: "Save the call back",
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            content: "The queue is empty and so is the counter",
            trigger:
                "body:not(:has(.modal)):not(:has(.o_crm_plus_missed_calls)) .o_view_nocontent",
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_phone_call_result", {
    steps: () => [
        ...stepUtils.statusbarButtonsSteps("Mark Held", "The planned call took place"),
        {
            content: "The form asks what came of it",
            trigger: ".modal .o_field_widget[name='outcome']",
        },
        {
            content: "Leave it",
            trigger: ".modal footer button:contains('Discard')",
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps(
            "Mark Held",
            "The call is planned as before",
            "body:not(:has(.modal))"
        ),
        {
            trigger:
                ".modal .o_field_widget[name='outcome'] .o_selection_badge:contains('Left a Message')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='duration'] input",
            run: "edit 2:30",
        },
        {
            content: "Two contacts have the number: take one",
            trigger:
                ".modal .o_field_widget[name='candidate_partner_ids'] .o_tag:contains('Omid')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='partner_id'] input:value('Omid')",
        },
        {
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            content: "What was held is not planned again",
            trigger:
                "body:not(:has(.modal)):not(:has(button[name='action_log_result']))",
        },
    ],
});

const LINK = " a[href='tel:+32456001122']";
// forms show the link when the mouse is over the number
const FORM_LINK = ` .o_field_widget[name="phone"]:has(${LINK.trim()})`;

registry.category("web_tour.tours").add("crm_plus_phone_call_views", {
    url: "/odoo/phone-calls",
    steps: () => [
        {
            content: "Desktops show a list first, phones cards",
            trigger: item("Price list"),
        },
        ...showView("calendar", "Calendar"),
        {
            trigger: ".o_calendar_view .o_calendar_renderer .fc-view",
        },
        ...showView("pivot", "Pivot"),
        {
            content: "One held call is counted",
            trigger: ".o_pivot_view .o_pivot_cell_value:contains('1')",
        },
        ...showView("graph", "Graph"),
        {
            trigger: ".o_graph_view .o_graph_canvas_container canvas",
        },
        ...showView("kanban", "Kanban"),
        {
            content: "The card has the number as a link",
            trigger: `.o_kanban_record:contains("Price list")${LINK}`,
        },
        {
            content: "and the clock",
            trigger: ".o_kanban_record:contains('Price list') .o-mail-ActivityButton",
        },
        ...showView("list", "List"),
        {
            content: "The row has the number as a link",
            trigger: `.o_data_row:contains("Price list")${LINK}`,
        },
        {
            content: "and the clock, which shows what is planned",
            trigger: ".o_data_row:contains('Price list') .o-mail-ActivityButton",
            run: "click",
        },
        {
            trigger: ".o-mail-ActivityListPopover:contains('Send the catalogue')",
        },
        {
            trigger: "body",
            run: "press Escape",
        },
        {
            content: "Open the call",
            trigger: ".o_data_row .o_data_cell:contains('Price list')",
            run: "click",
        },
        {
            content: "The form has the number as a link",
            trigger: `.o_form_view${FORM_LINK}`,
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_my_activities_buttons", {
    url: "/odoo/action-crm.crm_lead_action_my_activities",
    steps: () => [
        ...showListOnPhone(),
        {
            content: "The call button opens the log form",
            trigger:
                ".o_data_row:contains('Solar Roof') button[name='action_log_phone_call']",
            run: "click",
        },
        {
            content: "It knows the number",
            trigger: ".modal .o_field_widget[name='phone'] input:value('+32456001122')",
        },
        {
            content: "which is a link",
            trigger: `.modal${FORM_LINK}`,
        },
        {
            content: "What about",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Wants a second roof",
        },
        {
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "The mail button opens the mail",
            trigger:
                ".o_data_row:contains('Solar Roof') button:contains('Email'), .o_data_row:contains('Solar Roof') button:has(.fa-envelope)",
            run: "click",
        },
        {
            trigger:
                ".modal .o_mail_composer_form_view, .modal .o_field_widget[name='subject']",
        },
        {
            trigger: ".modal .btn-close, .modal .o_form_button_cancel",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Open the deal",
            trigger: ".o_data_row .o_data_cell:contains('Solar Roof')",
            run: "click",
        },
        {
            content: "Its number is a link, too",
            trigger: `.o_lead_opportunity_form${FORM_LINK}`,
        },
    ],
});
