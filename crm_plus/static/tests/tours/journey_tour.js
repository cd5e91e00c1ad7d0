import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {clickHeaderButton, item, itemLink} from "./tour_steps";

/**
 * The sales desk's main job: somebody rings, the call becomes an opportunity,
 * the opportunity a quotation and an order, and the deal is won.
 */
registry.category("web_tour.tours").add("crm_plus_call_to_won", {
    steps: () => [
        ...clickHeaderButton("Log a Call"),
        {
            content: "The number on the display",
            trigger: ".modal .o_field_widget[name='phone'] input",
            run: "edit +32 456 00 11 22",
        },
        {
            content: "Who called",
            trigger: ".modal .o_field_widget[name='contact_name'] input",
            run: "edit Chen Mei-Ling",
        },
        {
            content: "What about",
            trigger: ".modal .o_field_widget[name='name'] input",
            run: "edit Forty chairs for a school",
        },
        {
            content: "Save the call",
            trigger: ".modal footer button:contains('Save')",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "Open the call",
            trigger: itemLink("Forty chairs"),
            run: "click",
        },
        ...stepUtils.statusbarButtonsSteps("Make Opportunity", "Make a deal of it"),
        {
            content: "Make a quotation",
            trigger:
                ".o_lead_opportunity_form button[name='action_sale_quotations_new']",
            run: "click",
        },
        {
            content: "The caller becomes the customer",
            trigger: ".modal footer button[name='action_apply']",
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "Add a product",
            trigger: ".o_sale_order a:contains('Add a product')",
            run: "click",
        },
        {
            isActive: ["desktop"],
            content: "Find the chair",
            trigger: "div[name='product_template_id'] input",
            run: "edit School Chair",
        },
        {
            isActive: ["desktop"],
            content: "Choose the chair",
            trigger: "ul.ui-autocomplete a:contains('School Chair')",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "Add a product",
            trigger: ".o_sale_order button:contains('Add product')",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "Find the chair",
            trigger: ".modal div[name='product_id'] input",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "Choose the chair",
            trigger:
                ".modal:not(.o_inactive_modal) .o_kanban_record:contains('School Chair')",
            run: "click",
        },
        {
            isActive: ["mobile"],
            content: "The chair is chosen",
            trigger: ".modal div[name='product_id'] input:value('School Chair')",
        },
        {
            isActive: ["mobile"],
            content: "Save the line",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "The line has its price",
            trigger: item("50.00", {within: ".o_sale_order"}),
        },
        ...stepUtils.statusbarButtonsSteps("Confirm", "The customer agrees"),
        {
            content: "It is an order now",
            trigger:
                ".o_statusbar_status .o_arrow_button_current:contains('Sales Order'), .o_statusbar_status .dropdown-toggle:contains('Sales Order')",
        },
        {
            content: "Back to the opportunity",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "It is the opportunity",
            trigger:
                ".o_lead_opportunity_form .o_field_widget[name='name'] textarea:value('Forty chairs for a school')",
        },
        ...stepUtils.statusbarButtonsSteps("Won", "The deal is won"),
        {
            content: "The ribbon says so",
            trigger: ".o_lead_opportunity_form .ribbon:contains('Won')",
        },
    ],
});
