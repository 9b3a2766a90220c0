"""edgewise's own two themes. Everything else is coloured through Textual's theme variables."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="edgewise-dark",
    primary="#F6821F",
    secondary="#C9A27E",
    accent="#F6821F",
    foreground="#E6E3DD",
    background="#131416",
    surface="#1A1C1F",
    panel="#202327",
    success="#6CC08B",
    warning="#E8C15A",
    error="#F0716B",
    dark=True,
    variables={
        "block-cursor-background": "#F6821F",
        "block-cursor-foreground": "#131416",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#33373D",
        "block-cursor-blurred-foreground": "#E6E3DD",
        "border": "#F6821F",
        "border-blurred": "#3A3E45",
        "input-cursor-background": "#F6821F",
        "input-selection-background": "#F6821F 35%",
        "scrollbar": "#33373D",
        "scrollbar-hover": "#4A4F57",
        "scrollbar-active": "#F6821F",
        "scrollbar-background": "#131416",
        "scrollbar-background-hover": "#131416",
        "scrollbar-background-active": "#131416",
        "link-color": "#F6A25A",
        "text-success": "#6CC08B",
        "text-warning": "#E8C15A",
        "text-error": "#F0716B",
    },
)

LIGHT = Theme(
    name="edgewise-light",
    primary="#B9500A",
    secondary="#7A5C3E",
    accent="#B9500A",
    foreground="#23211E",
    background="#FCFBF9",
    surface="#F5F3EF",
    panel="#EBE8E2",
    success="#1F7A3D",
    warning="#8A5A00",
    error="#B3261E",
    dark=False,
    variables={
        "block-cursor-background": "#B9500A",
        "block-cursor-foreground": "#FFFFFF",
        "block-cursor-text-style": "bold",
        "block-cursor-blurred-background": "#DDD8CF",
        "block-cursor-blurred-foreground": "#23211E",
        "border": "#B9500A",
        "border-blurred": "#CFC9BF",
        "input-cursor-background": "#B9500A",
        "input-selection-background": "#B9500A 25%",
        "scrollbar": "#D5D0C7",
        "scrollbar-hover": "#BDB7AC",
        "scrollbar-active": "#B9500A",
        "scrollbar-background": "#FCFBF9",
        "scrollbar-background-hover": "#FCFBF9",
        "scrollbar-background-active": "#FCFBF9",
        "link-color": "#9A4308",
        "text-success": "#1F7A3D",
        "text-warning": "#8A5A00",
        "text-error": "#B3261E",
    },
)

THEMES = (DARK, LIGHT)
