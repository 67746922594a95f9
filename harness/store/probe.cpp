// See probe.hpp.
#include "harness/store/probe.hpp"

#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "harness/base/descriptor.hpp"
#include "harness/base/files.hpp"
#include "harness/store/layout.hpp"
#include "harness/store/store_format.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr double kLargestSkew = 60;  // seconds; only what users are shown depends on it

std::string outcome(bool good) {
  return good ? "works" : fmt::format("does not: {}", std::strerror(errno));
}

ProbeFinding try_link(const fs::path& folder) {
  const fs::path first = folder / "first", second = folder / "second", name = folder / "linked";
  write_file(first, "1");
  write_file(second, "2");
  if (::link(first.c_str(), name.c_str()) != 0)
    return {"create-only link", outcome(false), false, true};
  if (::link(second.c_str(), name.c_str()) == 0 || errno != EEXIST || read_file(name) != "1")
    return {"create-only link", "a name was made twice", false, true};
  return {"create-only link", "works", true, true};
}

ProbeFinding try_rename(const fs::path& folder) {
  write_file(folder / "from", "new");
  write_file(folder / "to", "old");
  const bool moved = ::rename((folder / "from").c_str(), (folder / "to").c_str()) == 0;
  if (!moved) return {"rename over a file", outcome(false), false, true};
  const bool whole = !look(folder / "from") && read_file(folder / "to") == "new";
  return {"rename over a file", whole ? "works" : "left both", whole, true};
}

ProbeFinding try_exclusive(const fs::path& folder) {
  const fs::path path = folder / "exclusive";
  const auto make = [&] {
    return Descriptor(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  };
  const Descriptor first = make();
  if (first.get() < 0) return {"exclusive creation", outcome(false), false, true};
  const Descriptor second = make();
  const bool refused = second.get() < 0 && errno == EEXIST;
  return {"exclusive creation", refused ? "works" : "a name was made twice", refused, true};
}

ProbeFinding try_sync(const fs::path& folder) {
  const auto began = std::chrono::steady_clock::now();
  const Descriptor file(
      ::open((folder / "synced").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  const Descriptor parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const bool good = file.get() >= 0 && parent.get() >= 0 && ::write(file.get(), "x", 1) == 1 &&
                    ::fsync(file.get()) == 0 && ::fsync(parent.get()) == 0;
  const double took =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return {"fsync of file and folder", good ? fmt::format("works, {:.1f} ms", took) : outcome(false),
          good, true};
}

ProbeFinding try_lock(const fs::path& folder) {
  const fs::path path = folder / "locked";
  write_file(path, "");
  const auto open_it = [&] { return Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC)); };
  const Descriptor first = open_it(), second = open_it();
  if (::flock(first.get(), LOCK_EX | LOCK_NB) != 0)
    return {"lock of a file", outcome(false), false, false};
  const bool held = ::flock(second.get(), LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  return {"lock of a file", held ? "works" : "two had it", held, false};
}

ProbeFinding try_case(const fs::path& folder) {
  write_file(folder / "case", "");
  const bool told_apart = !look(folder / "CASE");
  return {"upper and lower case", told_apart ? "told apart" : "the same", told_apart, false};
}

ProbeFinding try_clock(const Layout& layout) {
  const auto local = std::chrono::system_clock::now();
  const double skew = std::chrono::duration<double>(layout.now() - local).count();
  return {"clock", fmt::format("{:+.3f} s against this machine's", skew),
          std::fabs(skew) < kLargestSkew, false};
}

}  // namespace

std::vector<ProbeFinding> probe(const Store& store) {
  const Layout layout(store.root());
  const fs::path folder = layout.temporary_name();
  make_folders(folder);
  std::vector<ProbeFinding> findings;
  try {
    findings = {try_exclusive(folder), try_link(folder), try_rename(folder), try_sync(folder),
                try_lock(folder),      try_case(folder), try_clock(layout)};
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    throw;
  }
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  Json verdict = Json::object();
  for (const auto& finding : findings)
    verdict[finding.what] = {{"found", finding.found}, {"good", finding.good}};
  write_verdict(layout, verdict);
  return findings;
}

}  // namespace xner::store
