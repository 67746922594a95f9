// See store.hpp.
#include "harness/cli/store.hpp"

#include <array>
#include <charconv>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/base/amounts.hpp"
#include "harness/base/error.hpp"
#include "harness/flow/stage_outputs.hpp"
#include "harness/store/collect.hpp"
#include "harness/store/probe.hpp"
#include "reports/formats/table.hpp"

namespace xner::cli {
namespace {

using store::Json;
namespace fs = std::filesystem;

bool is_store(const fs::path& folder) { return fs::exists(folder / "FORMAT"); }

store::Store open_store(const StoreOptions& options) {
  if (!is_store(options.folder))
    throw Error(ErrorKind::kUsage, "expected a store, found no FORMAT",
                Place{options.folder.string()}, "--store or XNER_STORE names it; a run makes it");
  return store::Store(options.folder);
}

std::chrono::seconds seconds_of(const std::string& text, const char* option) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, number);
  const std::string unit(parsed.ptr, end);
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 4> kUnits{
      {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}};
  for (const auto& [name, seconds] : kUnits)
    if (parsed.ec == std::errc{} && unit == name && number >= 0 && number < 1'000'000)
      return std::chrono::seconds(number * seconds);
  throw Error(ErrorKind::kUsage,
              fmt::format("{}: expected a time as 30d, 12h, 90m or 10s, found '{}'", option, text),
              Place{"command line"});
}

/// A fact that may be there: "method", "type".
std::string fact(const store::Action& action, const char* name) {
  if (!action.facts.is_object()) return "";
  const auto found = action.facts.find(name);
  return found != action.facts.end() && found->is_string() ? found->get<std::string>() : "";
}

std::string dumped(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json sum_json(const store::Collection::Sum& sum) {
  return {{"number", sum.number}, {"bytes", sum.bytes}};
}

std::string count_text(std::int64_t number, const char* what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

Json listed_json(const store::ListedAction& listed) {
  return {{"key", listed.action.key},
          {"facts", listed.action.facts},
          {"files", listed.action.files.size()},
          {"bytes", listed.bytes},
          {"age_seconds", listed.age.count()},
          {"dropped", listed.action.dropped},
          {"gone", listed.gone}};
}

}  // namespace

void add_store(CLI::App& command, std::string& folder) {
  command
      .add_option(
          "--store", folder,
          "What stages made, shared by experiments (default: $XNER_STORE, else .store in the "
          "runs folder, runs)")
      ->type_name("FOLDER");
}

fs::path store_folder(const std::string& option, const fs::path& runs_folder) {
  if (!option.empty()) return option;
  const char* const set = std::getenv("XNER_STORE");
  return set != nullptr && *set != '\0' ? fs::path(set) : runs_folder / ".store";
}

std::unique_ptr<store::Store> existing_store(const fs::path& folder) {
  return is_store(folder) ? std::make_unique<store::Store>(folder) : nullptr;
}

StoreHas what_store_has(const flow::ExperimentPlan& plan, const store::Store* store) {
  const auto needs = flow::stage_needs(plan, [&](const auto& key, const auto& outputs) {
    return store != nullptr && flow::StageOutputs({}, *store).holds(key, outputs);
  });
  return [needs](const std::string& key) { return !needs.at(key).runs; };
}

int run_store_ls(const StoreOptions& options, std::ostream& out) {
  const auto store = open_store(options);
  const auto actions = store::list_actions(store);
  if (options.format == "json") {
    Json list = Json::array();
    for (const auto& listed : actions) list.push_back(listed_json(listed));
    out << dumped({{"schema", 1}, {"store", store.root().string()}, {"actions", list}});
    return 0;
  }
  reports::Table table{
      {{"key"}, {"method"}, {"stage"}, {"size", true}, {"unused", true}, {"not there"}}, {}};
  std::int64_t bytes = 0;
  for (const auto& listed : actions) {
    const std::string type = fact(listed.action, "type");
    table.rows.push_back({listed.action.key.substr(0, kShortKey), fact(listed.action, "method"),
                          type.empty() ? fact(listed.action, "stage") : type,
                          bytes_text(listed.bytes),
                          duration_text(static_cast<double>(listed.age.count())),
                          fmt::format("{}", fmt::join(listed.gone, " "))});
    bytes += listed.bytes;
  }
  table.drop_if_empty("not there");
  if (!actions.empty()) out << reports::to_terminal(table) << "\n";
  out << fmt::format("{}, {}\n", count_text(static_cast<std::int64_t>(actions.size()), "action"),
                     bytes_text(bytes));
  return 0;
}

int run_store_verify(const StoreOptions& options, std::ostream& out) {
  const auto store = open_store(options);
  const auto found = store::verify(store);
  const int code = found.is_sound() ? 0 : 1;
  if (options.format == "json") {
    out << dumped({{"schema", 1},
                   {"store", store.root().string()},
                   {"sound", found.is_sound()},
                   {"records", found.records},
                   {"objects", found.objects},
                   {"bytes", found.bytes},
                   {"bad_records", found.bad_records},
                   {"bad_objects", found.bad_objects},
                   {"newer_records", found.newer_records},
                   {"incomplete", found.incomplete}});
    return code;
  }
  out << fmt::format("{} and {} read, {}\n", count_text(found.records, "record"),
                     count_text(found.objects, "object"), bytes_text(found.bytes));
  if (found.newer_records > 0)
    out << fmt::format("{} of a newer xner left alone\n",
                       count_text(found.newer_records, "record"));
  if (found.bad_records + found.bad_objects > 0)
    out << fmt::format("bad, now in quarantine/: {}, {}\n", count_text(found.bad_records, "record"),
                       count_text(found.bad_objects, "object"));
  for (const auto& key : found.incomplete)
    out << fmt::format("incomplete, made again when asked for: {}\n", key.substr(0, kShortKey));
  out << (code == 0 ? "sound\n" : "not sound\n");
  return code;
}

int run_store_gc(const StoreOptions& options, std::ostream& out) {
  const auto store = open_store(options);
  store::CollectionRules rules;
  rules.grace = seconds_of(options.grace, "--grace");
  if (!options.unused_for.empty())
    rules.unused_for = seconds_of(options.unused_for, "--unused-for");
  rules.dry_run = !options.remove;
  const auto found = store::collect(store, rules);
  if (options.format == "json") {
    out << dumped({{"schema", 1},
                   {"store", store.root().string()},
                   {"removed", options.remove},
                   {"records", sum_json(found.records)},
                   {"objects", sum_json(found.objects)},
                   {"temporary", sum_json(found.temporary)},
                   {"attempts", sum_json(found.attempts)},
                   {"kept", sum_json(found.kept)},
                   {"pinned", found.pinned}});
    return 0;
  }
  reports::Table table{
      {{options.remove ? "removed" : "would go"}, {"number", true}, {"size", true}}, {}};
  const auto row = [&](const char* what, const store::Collection::Sum& sum) {
    table.rows.push_back({what, std::to_string(sum.number), bytes_text(sum.bytes)});
  };
  row("records not used", found.records);
  row("objects that no record names", found.objects);
  row("left by processes that are gone", found.temporary);
  row("of stages that nobody goes on with", found.attempts);
  out << reports::to_terminal(table) << "\n"
      << fmt::format("stay: {}, {}; {} pinned\n", count_text(found.kept.number, "object"),
                     bytes_text(found.kept.bytes), count_text(found.pinned, "record"));
  if (!options.remove) out << "nothing was removed; --remove does it\n";
  return 0;
}

int run_store_probe(const StoreOptions& options, std::ostream& out) {
  const auto store = open_store(options);
  const auto findings = store::probe(store);
  bool usable = true;
  Json list = Json::array();
  std::string text;
  for (const auto& finding : findings) {
    usable = usable && (finding.good || !finding.needed);
    const char* const mark = finding.good ? "ok  " : finding.needed ? "BAD " : "note";
    text += fmt::format("{} {:<25} {}\n", mark, finding.what, finding.found);
    list.push_back({{"what", finding.what},
                    {"found", finding.found},
                    {"good", finding.good},
                    {"needed", finding.needed}});
  }
  out << (options.format == "json"
              ? dumped({{"schema", 1},
                        {"store", store.root().string()},
                        {"usable", usable},
                        {"findings", list}})
              : text + (usable ? "a store is safe here\n" : "a store is not safe here\n"));
  return usable ? 0 : 1;
}

}  // namespace xner::cli
