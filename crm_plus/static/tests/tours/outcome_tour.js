import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {item, itemLink, openCrm, openMenu} from "./tour_steps";

const LEAD = "Solar pumps for Yazd";

/** A deal is lost, stands in the win-back queue, is restored and won. */
registry.category("web_tour.tours").add("crm_plus_lost_and_won_back", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        {
            content: "open the deal",
            trigger: `.o_kanban_record:contains(${LEAD})`,
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Lost", "lose it"),
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
        ...openMenu("crm.crm_menu_sales", "crm_plus.crm_lead_menu_winback"),
        {
            content: "the queue is open",
            trigger: ".o_breadcrumb:contains(Win Back)",
        },
        {
            content: "the deal waits there; open it",
            trigger: itemLink(LEAD),
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Restore", "restore it"),
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
            content: "the deal is open again",
            trigger: "body:not(:has(.modal)) .o_form_view:not(:has(.ribbon))",
        },
        ...stepUtils.statusbarButtonsSteps("Won", "win it"),
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
            trigger: item("Won", {
                within: ".o_field_widget[name=outcome_shown_ids]",
                and: ":contains(Good service)",
            }),
        },
        {
            trigger: item("Lost", {
                within: ".o_field_widget[name=outcome_shown_ids]",
                and: ":contains(Next season)",
            }),
        },
    ],
});

/** A deal moved to the won stage by the status bar asks for the reason after. */
registry.category("web_tour.tours").add("crm_plus_won_by_status_bar", {
    url: "/odoo",
    steps: () => [
        ...openCrm(),
        {
            content: "open the deal",
            trigger: `.o_kanban_record:contains(${LEAD})`,
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "move it to the won stage",
            trigger: ".o_statusbar_status button:contains(Done)",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "show the stages",
            trigger: ".o_statusbar_status .dropdown-toggle:contains(Talk)",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "move it to the won stage",
            trigger: ".o-dropdown--menu .dropdown-item:contains(Done)",
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
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=won_reason_id]:contains(Good service)",
        },
    ],
});
