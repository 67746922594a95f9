// Experiments over any bytes: TOML, then after a line "#%%" overrides, one a line. Holds the
// reader to: what it takes, it writes as TOML that reads back as the same experiment.
#include <string>
#include <vector>

#include "harness/config/experiment.hpp"
#include "harness/config/shorthands.hpp"
#include "tests/fuzz/check.hpp"

namespace {

using namespace xner;
using fuzz::require;

config::Experiment read(std::string_view toml, std::string_view overrides) {
  config::Node root = config::parse_toml(toml, "/fuzz/e.toml");
  config::expand_methods(root);
  config::expand_data(root);
  while (!overrides.empty())
    config::override_experiment(root, std::string(fuzz::take_until(overrides, "\n")));
  return config::experiment_from(root, "e");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view overrides = fuzz::text_of(data, size);
  const std::string_view toml = fuzz::take_until(overrides, "\n#%%\n");
  config::Experiment experiment;
  if (!fuzz::accepts(ErrorKind::kUsage, [&] { experiment = read(toml, overrides); })) return 0;
  const std::string written = config::to_toml(experiment);
  const std::string again = config::to_toml(read(written, ""));
  require(written == again, "an experiment reads back as it was written");
  return 0;
}
