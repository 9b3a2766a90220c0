resource "cloudflare_pages_project" "site" {
  account_id        = var.account_id
  name              = "lighthouse-society"
  production_branch = "main"
}
