import { expect, test } from "@playwright/test";

test("the timetable", async ({ page }) => {
  await page.goto("http://localhost:8788/");
  await expect(page.locator("h1")).toHaveText("Ferry");
});
