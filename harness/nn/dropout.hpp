// Dropout whose masks are a pure function of (run seed, step, site, token, element): the same for a
// padded and a packed step, for one run alone or several side by side, on CPU and GPU. Srivastava
// et al. 2014; counter-based as in Salmon et al. 2011 ("Parallel random numbers: as easy as 1, 2,
// 3"), with a 32-bit integer hash as the counter's function.
#pragma once

#include <cstdint>

#include <ATen/core/Tensor.h>

namespace xner::nn {

/// The state of dropout in one forward pass. `active` false: evaluation, every site is the
/// identity.
struct DropoutKey {
  bool active = false;
  std::uint64_t seed = 0;  ///< of the run, derived for the purpose "dropout"
  std::uint64_t step = 0;  ///< optimiser step
};

/// A place in the network where dropout is applied; numbers are part of the definition of a run's
/// masks.
struct DropoutSite {
  std::uint32_t layer;  ///< 0: embeddings and classifier; k: encoder layer k
  std::uint32_t place;  ///< 0: embeddings, 1: attention probabilities, 2: attention output, 3:
                        ///< feed-forward output, 4: classifier, 5: which O words enter a
                        ///< contrastive loss
};

/// The 32-bit hash that everything here is made of (C. Wellons' lowbias32).
[[nodiscard]] constexpr std::uint32_t mix32(std::uint32_t x) noexcept {
  x = (x ^ (x >> 16)) * 0x7feb352dU;
  x = (x ^ (x >> 15)) * 0x846ca68bU;
  return x ^ (x >> 16);
}

/// The key of a site in one step.
[[nodiscard]] std::uint32_t site_key(const DropoutKey& key, const DropoutSite& site) noexcept;

/// mix32 of (keys ^ constant), element by element. @param keys int64 tensor of values in [0, 2^32).
[[nodiscard]] at::Tensor mix_keys(const at::Tensor& keys, std::uint32_t constant);

/// Multipliers of a row-wise mask: 0 where mix32(row + column * golden) < p * 2^32, else 1 / (1 -
/// p).
/// @param row_keys [...] int64 in [0, 2^32), one a row. @returns [..., columns] float32 on the same
/// device.
[[nodiscard]] at::Tensor dropout_multipliers(const at::Tensor& row_keys, std::int64_t columns,
                                             double probability);

/// Dropout of hidden states, one row a token.
/// @param hidden [tokens, columns], any dtype. @param token_keys [tokens] int64, from the batch.
/// @returns float32 if dropout is active (residual streams stay in float32), else `hidden` itself.
[[nodiscard]] at::Tensor dropout(const at::Tensor& hidden, const at::Tensor& token_keys,
                                 const DropoutKey& key, const DropoutSite& site,
                                 double probability);

namespace detail {
/// The CPU kernel: writes rows * columns multipliers. Vectorised for the machine at hand; integer,
/// so equal on all.
void fill_multipliers(float* out, const std::int64_t* row_keys, std::int64_t rows,
                      std::int64_t columns, std::uint32_t threshold, float scale);
}  // namespace detail

}  // namespace xner::nn
