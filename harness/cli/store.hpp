// `xner store ls|verify|gc|probe`: what it prints and returns.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>

namespace xner::cli {

struct StoreOptions {
  std::filesystem::path folder;
  std::string format = "text";  ///< or "json"
  std::string unused_for;       ///< gc: "30d", "12h", "90m", "10s"; "": records stay
  std::string grace = "24h";    ///< gc
  bool remove = false;          ///< gc: else it only says what would go
};

/// --store, else $XNER_STORE, else runs/.store.
[[nodiscard]] std::filesystem::path store_folder(const std::string& option);

/// Each @throws Error{kUsage} if there is no store; @returns the exit code: 1 if something is wrong
/// with the store.
int run_store_ls(const StoreOptions& options, std::ostream& out);
int run_store_verify(const StoreOptions& options, std::ostream& out);
int run_store_gc(const StoreOptions& options, std::ostream& out);
int run_store_probe(const StoreOptions& options, std::ostream& out);

}  // namespace xner::cli
