// See claim.hpp.
#include "harness/store/claim.hpp"

#include <array>
#include <cerrno>
#include <condition_variable>
#include <ctime>
#include <mutex>
#include <thread>

#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include "harness/store/lease.hpp"
#include "harness/store/pending_file.hpp"
#include "harness/store/step.hpp"

namespace xner::store {
namespace fs = std::filesystem;
namespace {

constexpr int kTries = 8;

bool is_file(const fs::path& path, const Descriptor& file) {
  Status open_file{};
  const auto named = look(path);
  return named && ::fstat(file.get(), &open_file) == 0 && named->st_ino == open_file.st_ino &&
         named->st_dev == open_file.st_dev;
}

/// Whoever takes a claim over or gives it back locks the file first: two never replace the same
/// one. Without locks (some network filesystems) two may, and both then do the work.
bool lock(const Descriptor& file, int how) {
  int code = 0;
  do code = ::flock(file.get(), how) == 0 ? 0 : errno;
  while (code == EINTR);
  return code != EWOULDBLOCK;
}

std::string utc_text(std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm parts{};
  std::array<char, 32> text{};
  ::gmtime_r(&time, &parts);
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace

struct Claim::State {
  State(fs::path path, Descriptor file, std::chrono::milliseconds renewal)
      : path_(std::move(path)), file_(std::move(file)) {
    renewer_ = std::jthread([this, renewal](const std::stop_token& stop) { renew(stop, renewal); });
  }

  ~State() {
    renewer_.request_stop();
    renewer_.join();
    try {
      lock(file_, LOCK_EX);
      if (is_file(path_, file_)) ::unlink(path_.c_str());
    } catch (const std::exception&) {
      // Left behind: this process will be gone, and the claim with it.
    }
  }

  /// By its descriptor: a claim that another process has put in its place is not renewed.
  void renew(const std::stop_token& stop, std::chrono::milliseconds renewal) {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    while (!stopped.wait_for(lock, stop, renewal, [&] { return stop.stop_requested(); }))
      ::futimens(file_.get(), nullptr);
  }

  const fs::path path_;
  Descriptor file_;
  std::jthread renewer_;
};

Claim::Claim(std::unique_ptr<State> state) : state_(std::move(state)) {}
Claim::Claim(Claim&&) noexcept = default;
Claim& Claim::operator=(Claim&&) noexcept = default;
Claim::~Claim() = default;

/// A name that is gone was taken by nobody, or by one who is done.
bool Claim::is_mine() const noexcept {
  Status named{}, own{};
  return ::lstat(state_->path_.c_str(), &named) != 0 || ::fstat(state_->file_.get(), &own) != 0 ||
         (named.st_ino == own.st_ino && named.st_dev == own.st_dev);
}

std::optional<Claim> claim(const Store& store, const std::string& key,
                           std::chrono::milliseconds renewal) {
  const Layout layout(store.root());
  const fs::path path = layout.claim(key);
  for (int tries = 0; tries < kTries; ++tries) {
    const auto old = find_lease(layout, path);
    if (old && old->live) return {};
    PendingFile pending(layout);
    const std::int64_t attempt = old ? old->lease.attempt + 1 : 1;
    const auto now = std::chrono::floor<std::chrono::seconds>(pending.modified());
    pending.write(lease_text({this_process(), attempt, now.time_since_epoch().count(), renewal}));
    Descriptor file = pending.take_descriptor();
    const auto made = [&] {
      return Claim(std::make_unique<Claim::State>(path, std::move(file), renewal));
    };
    if (!old) {
      if (pending.publish(path)) return made();
      continue;
    }
    if (!lock(old->file, LOCK_EX | LOCK_NB)) return {};  // another one is taking it over
    Status status{};
    const bool renewed =
        ::fstat(old->file.get(), &status) != 0 || modified(status) != modified(old->status);
    if (renewed || !is_file(path, old->file)) continue;
    pending.replace(path);
    return made();
  }
  return {};
}

void remove_free_claims(const Layout& layout) noexcept try {
  for (const auto& entry : fs::directory_iterator(layout.claims())) {
    const fs::path& path = entry.path();
    const std::string key = path.filename().string();
    if (!is_digest(key) || look(layout.attempt(key))) continue;
    const auto found = find_lease(layout, path);
    if (!found || found->live) continue;
    if (lock(found->file, LOCK_EX | LOCK_NB) && is_file(path, found->file)) ::unlink(path.c_str());
  }
} catch (const std::exception&) {
  // They are free as they are.
}

std::string claimant(const Store& store, const std::string& key) {
  const Layout layout(store.root());
  const auto found = find_lease(layout, layout.claim(key));
  if (!found || !found->live) return "";
  const auto& owner = found->lease.owner;
  if (found->lease.attempt == 0) return "somebody";
  return fmt::format("{} {}, since {}", owner.host.substr(0, owner.host.find('+')), owner.pid,
                     utc_text(found->lease.since));
}

}  // namespace xner::store
