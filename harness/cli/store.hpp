// `xner store ls|verify|gc|probe`: what it prints and returns.
#pragma once

#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

#include "harness/cli/plan_text.hpp"
#include "harness/store/store.hpp"

namespace xner::cli {

struct StoreOptions {
  std::filesystem::path folder;
  std::string format = "text";  ///< or "json"
  std::string unused_for;       ///< gc: "30d", "12h", "90m", "10s"; "": records stay
  std::string grace = "24h";    ///< gc
  bool remove = false;          ///< gc: else it only says what would go
};

/// --store FOLDER, for `store_folder`.
void add_store(CLI::App& command, std::string& folder);

/// --store, else $XNER_STORE, else <runs folder>/.store: on the filesystem of the runs outputs are
/// linked, not copied.
[[nodiscard]] std::filesystem::path store_folder(const std::string& option,
                                                 const std::filesystem::path& runs_folder = "runs");

/// The store in a folder; null if there is none. Makes nothing.
[[nodiscard]] std::unique_ptr<store::Store> existing_store(const std::filesystem::path& folder);

/// Which stages of a plan need not run. @param store null: all of them have to.
[[nodiscard]] StoreHas what_store_has(const flow::ExperimentPlan& plan, const store::Store* store);

/// Each @throws Error{kUsage} if there is no store; @returns the exit code: 1 if something is wrong
/// with the store.
int run_store_ls(const StoreOptions& options, std::ostream& out);
int run_store_verify(const StoreOptions& options, std::ostream& out);
int run_store_gc(const StoreOptions& options, std::ostream& out);
int run_store_probe(const StoreOptions& options, std::ostream& out);

}  // namespace xner::cli
