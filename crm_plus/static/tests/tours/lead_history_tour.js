import {registry} from "@web/core/registry";
import {
    item,
    itemLink,
    openMenu,
    showSearch,
    showSmartButtons,
    showView,
} from "./tour_steps";

registry.category("web_tour.tours").add("crm_plus_lead_history", {
    steps: () => [
        ...showSmartButtons(),
        {
            content: "the opportunity has a button for its history",
            trigger: "button[name=action_view_history]",
            run: "click",
        },
        {
            content: "both intervals are listed, the open one first",
            trigger: item("Fresh", {and: ":nth-child(2)"}),
        },
        {
            content: "the open interval tells the stage of today",
            trigger: item("Offered", {and: ":first-child"}),
        },
        {
            trigger: itemLink("Offered"),
            run: "click",
        },
        {
            content: "an interval can be read and not edited",
            trigger: ".o_form_readonly [name=expected_revenue]:contains(2,500)",
        },
        ...openMenu("crm.crm_menu_report", "crm_plus.crm_plus_lead_history_menu"),
        ...showView("pivot", "Pivot"),
        {
            content: "by stage",
            trigger: ".o_pivot_view th:contains(Offered)",
        },
        ...showSearch(),
        {
            content: "take the pipeline of today away",
            trigger: ".o_facet_value:contains(Open Intervals)",
        },
        {
            trigger: ".o_searchview_facet:contains(Open Intervals) .o_facet_remove",
            run: "click",
        },
        {
            content: "and look at that of a past day",
            trigger: ".o_searchview_dropdown_toggler",
            run: "click",
        },
        {
            trigger: ".o_filter_menu .o_menu_item:contains(As on a Week Ago)",
            run: "click",
        },
        {
            content: "when it was in another stage",
            trigger: ".o_pivot_view:not(:has(th:contains(Offered))) th:contains(Fresh)",
        },
    ],
});
