import {stepUtils} from "@web_tour/tour_utils";

/**
 * Select what shows one record: the row of a list, or on a phone the card.
 *
 * @param {string} text a text of the record
 * @param {{within?: string, and?: string}} [more] selectors before and after it
 */
export const item = (text, {within = "", and = ""} = {}) =>
    [".o_data_row", ".o_kanban_record"]
        .map((kind) => `${within} ${kind}:contains("${text}")${and}`)
        .join(", ");

/** What opens the record that shows this text. */
export const itemLink = (text) =>
    `.o_data_row .o_data_cell:contains("${text}"), .o_kanban_record:contains("${text}")`;

/** Open the CRM from wherever we are. */
export const openCrm = () => [
    {
        isActive: ["mobile"],
        trigger: ".o_main_navbar .o_menu_toggle",
        run: "click",
    },
    {
        isActive: ["mobile"],
        trigger: ".o_sidebar_topbar a.btn-primary",
        run: "click",
    },
    ...stepUtils.goToAppSteps("crm.crm_menu_root", "open CRM"),
];

/** Open a menu of the CRM; a phone shows all menus of the app in a sidebar. */
export const openMenu = (section, menu) => [
    {
        isActive: ["desktop"],
        trigger: `.o_menu_sections [data-menu-xmlid="${section}"]`,
        run: "click",
    },
    {
        isActive: ["mobile"],
        trigger: ".o_main_navbar .o_menu_toggle",
        run: "click",
    },
    {
        content: `open ${menu}`,
        trigger: `[data-menu-xmlid="${menu}"]`,
        run: "click",
    },
];

/** Click a button above a list; a phone keeps all but the first behind "More". */
export const clickHeaderButton = (text) => [
    {
        isActive: ["mobile"],
        trigger: ".o_control_panel_main_buttons button[title='More']",
        run: "click",
    },
    {
        isActive: ["mobile"],
        content: text,
        trigger: `.o-dropdown--menu button:contains("${text}")`,
        run: "click",
    },
    {
        isActive: ["desktop"],
        content: text,
        trigger: `.o_control_panel_main_buttons button:contains("${text}")`,
        run: "click",
    },
];

/**
 * Show another view of the window; on a phone the views stand in a drop-down.
 *
 * @param {string} type technical name of the view
 * @param {string} name what users call it
 */
export const showView = (type, name) => [
    {
        isActive: ["desktop"],
        content: `show the ${name}`,
        trigger: `.o_switch_view.o_${type}`,
        run: "click",
    },
    {
        isActive: ["mobile"],
        content: "show the views to choose from",
        trigger: ".o_cp_switch_buttons > button",
        run: "click",
    },
    {
        isActive: ["mobile"],
        content: `show the ${name}`,
        trigger: `.o_cp_switch_buttons .dropdown-item:contains("${name}")`,
        run: "click",
    },
];

/** A phone shows cards first; its list has the buttons of each row, too. */
export const showListOnPhone = () =>
    showView("list", "List").filter((step) => step.isActive[0] === "mobile");

/** Show the smart buttons, which a phone keeps behind a flash. */
export const showSmartButtons = () => [
    {
        isActive: ["mobile"],
        content: "show the smart buttons",
        trigger: ".o-form-buttonbox .o_button_more",
        run: "click",
    },
];

export const hideSmartButtons = () => [
    {
        isActive: ["mobile"],
        content: "hide the smart buttons",
        trigger: ".o_bottom_sheet_backdrop",
        run: "click",
    },
];

/** Show the search box, which a phone keeps behind a magnifying glass. */
export const showSearch = () => [
    {
        isActive: ["mobile"],
        content: "show the search box",
        trigger: ".o_control_panel_navigation button:has(.fa-search)",
        run: "click",
    },
];
