import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_plus_lead_history", {
    steps: () => [
        {
            content: "the opportunity has a button for its history",
            trigger: "button[name=action_view_history]",
            run: "click",
        },
        {
            content: "both intervals are listed, the open one first",
            trigger:
                ".o_list_view .o_data_row:nth-child(2) [name=stage_id]:contains(Fresh)",
        },
        {
            content: "the open interval tells the stage of today",
            trigger:
                ".o_list_view .o_data_row:first-child [name=stage_id]:contains(Offered)",
            run: "click",
        },
        {
            content: "an interval can be read and not edited",
            trigger: ".o_form_readonly [name=expected_revenue]:contains(2,500)",
        },
        {
            content: "reporting shows the pipeline as it stands now",
            trigger: "[data-menu-xmlid='crm.crm_menu_report']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='crm_plus.crm_plus_lead_history_menu']",
            run: "click",
        },
        {
            content: "by stage",
            trigger: ".o_pivot_view th:contains(Offered)",
        },
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
