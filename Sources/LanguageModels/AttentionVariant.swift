/// How a layer attends, and so what it keeps of the past.
public enum AttentionVariant: Sendable, Hashable {
  case grouped(GroupedQueryAttention)
  case latent(LatentAttention)
  case linear(LinearAttention)
  case compressed(CompressedAttention)
}
