import {registry} from "@web/core/registry";
import {item, showSearch, showSmartButtons} from "./tour_steps";

const card = (name) => `.o_kanban_record:contains("${name}")`;
const noCard = (name) => `.o_kanban_view:not(:has(${card(name)}))`;
const note = (name, and = "") => item(name, {within: ".o_crm_plus_notes", and});

registry.category("web_tour.tours").add("crm_plus_access_pipeline_tour", {
    steps: () => [
        {
            content: "the seller's own deal is in the pipeline",
            trigger: card("Deal of the seller"),
        },
        ...showSearch(),
        {
            content: "look at the deals of everybody",
            trigger: ".o_searchview_facet:contains('My Pipeline') .o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_searchview:not(:has(.o_searchview_facet))",
        },
        {
            content: "a deal nobody owns turns up, so the filter is gone",
            trigger: card("Deal of nobody"),
        },
        {
            content: "the colleague's deal does not",
            trigger: noCard("Deal of the peer"),
        },
        {
            content: "nor by its name",
            trigger: ".o_searchview_input",
            run: "edit Deal of the peer",
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:first",
            run: "click",
        },
        {
            trigger: ".o_searchview_facet:contains('Deal of the peer')",
        },
        {
            trigger: noCard("Deal of nobody"),
        },
        {
            trigger: noCard("Deal of the peer"),
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_access_refused_tour", {
    steps: () => [
        {
            content: "the address of a colleague's deal is refused",
            trigger: ".modal-content:contains('Access Error'):contains('top-secret')",
        },
        {
            content: "and shows nothing of it",
            trigger: "body:not(:contains('Deal of the peer'))",
        },
        {
            trigger: ".modal-content button.btn-primary",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal-content)):not(:has(.o_form_view))",
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_private_note_tour", {
    steps: () => [
        {
            content: "beside the log note, a private one",
            trigger: ".o-mail-Chatter-logNote + .o_crm_plus_private_note",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=is_private] input:checked",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Secret discount",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
        {
            trigger: ".nav-link[name=crm_plus_notes]",
            run: "click",
        },
        {
            content: "it is marked as private in the tab",
            trigger: note("Secret discount", " .fa-lock"),
        },
        {
            trigger: note("Budget fixed"),
        },
        {
            content: "the box searches in the text",
            trigger: ".o_crm_plus_notes_search",
            run: "edit forty thousand",
        },
        {
            trigger: note("Secret discount", ".d-none:not(:visible)"),
        },
        {
            trigger: note("Budget fixed"),
        },
    ],
});

registry.category("web_tour.tours").add("crm_plus_private_note_hidden_tour", {
    steps: () => [
        {
            trigger: ".nav-link[name=crm_plus_notes]",
            run: "click",
        },
        {
            content: "a colleague with all documents reads the open note",
            trigger: note("Budget fixed"),
        },
        {
            content: "and neither sees nor counts the private one",
            trigger: "body:not(:contains('Secret discount'))",
        },
        ...showSmartButtons(),
        {
            trigger: ".oe_stat_button[name=action_view_notes]:contains('1')",
            run: "click",
        },
        {
            trigger: card("Budget fixed"),
        },
        {
            trigger: noCard("Secret discount"),
        },
    ],
});
