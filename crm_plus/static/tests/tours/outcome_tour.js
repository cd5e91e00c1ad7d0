import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

const LEAD = "Solar pumps for Yazd";

/** A deal is lost, stands in the win-back queue, is restored and won. */
registry.category("web_tour.tours").add("crm_plus_lost_and_won_back", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("crm.crm_menu_root", "open CRM"),
        {
            content: "open the deal",
            trigger: `.o_kanban_record:contains(${LEAD})`,
            run: "click",
        },
        {
            content: "it is open: both buttons are there",
            trigger: ".o_statusbar_buttons button[name=action_set_won_rainbowman]",
        },
        {
            content: "lose it",
            trigger: ".o_statusbar_buttons button:contains(Lost)",
            run: "click",
        },
        {
            content: "choose the reason",
            trigger:
                ".modal .o_field_widget[name=lost_reason_id] span:contains(Next season)",
            run: "click",
        },
        {
            content: "the reason proposes a date",
            trigger:
                ".modal .o_field_widget[name=winback_date] button, .modal .o_field_widget[name=winback_date] input:value(/)",
        },
        {
            content: "apply",
            trigger:
                ".modal button[name=action_lost_reason_apply]:contains(Mark as Lost)",
            run: "click",
        },
        {
            content: "the deal is lost and its buttons are gone",
            trigger:
                ".o_form_view:not(:has(button[name=action_set_won_rainbowman])) .ribbon:contains(Lost)",
        },
        {
            content: "open the sales menu",
            trigger: "button[data-menu-xmlid='crm.crm_menu_sales']",
            run: "click",
        },
        {
            content: "open the win-back queue",
            trigger: "a[data-menu-xmlid='crm_plus.crm_lead_menu_winback']",
            run: "click",
        },
        {
            content: "the deal waits there; open it",
            trigger: `.o_list_view .o_data_row:contains(${LEAD}) td[name=name]`,
            run: "click",
        },
        {
            content: "restore it",
            trigger: ".o_statusbar_buttons button[name=action_restore]",
            run: "click",
        },
        {
            content: "into the stage it was in",
            trigger: ".modal .o_field_widget[name=target] input[data-value=old]",
            run: "click",
        },
        {
            content: "the dialog names the stage",
            trigger: ".modal .o_field_widget[name=stage_names]:contains(Field Visit)",
        },
        {
            content: "apply",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the deal is open again; win it",
            trigger: ".o_statusbar_buttons button[name=action_set_won_rainbowman]",
            run: "click",
        },
        {
            content: "the dialog asks why",
            trigger:
                ".modal .o_field_widget[name=won_reason_id] span:contains(Good service)",
            run: "click",
        },
        {
            content: "apply",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "the deal is won",
            trigger: ".o_form_view .ribbon:contains(Won)",
        },
        {
            content: "open its outcomes",
            trigger: ".o_notebook a[name=outcomes]",
            run: "click",
        },
        {
            content: "both episodes are kept",
            trigger:
                ".o_field_widget[name=outcome_ids] .o_data_row:contains(Won):contains(Good service)",
        },
        {
            trigger:
                ".o_field_widget[name=outcome_ids] .o_data_row:contains(Lost):contains(Next season)",
        },
    ],
});

/** A deal moved to the won stage by the status bar asks for the reason after. */
registry.category("web_tour.tours").add("crm_plus_won_by_status_bar", {
    url: "/odoo",
    steps: () => [
        ...stepUtils.goToAppSteps("crm.crm_menu_root", "open CRM"),
        {
            content: "open the deal",
            trigger: `.o_kanban_record:contains(${LEAD})`,
            run: "click",
        },
        {
            content: "move it to the won stage",
            trigger: ".o_statusbar_status button:contains(Done)",
            run: "click",
        },
        {
            content: "the dialog asks why",
            trigger:
                ".modal .o_field_widget[name=won_reason_id] span:contains(Good service)",
            run: "click",
        },
        {
            content: "save the reason",
            trigger: ".modal button:contains(Save Reason)",
            run: "click",
        },
        {
            content: "the form shows it",
            trigger:
                ".o_form_view .o_field_widget[name=won_reason_id]:contains(Good service)",
        },
    ],
});
