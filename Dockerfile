# Two stages: everything to build with, then only what runs. No shell or package manager is used at run time.
FROM node:24-alpine AS build
WORKDIR /build
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev && rm -rf node_modules/.cache

FROM node:24-alpine
ENV NODE_ENV=production \
    VECTARA_EMULATOR_HOST=0.0.0.0 \
    VECTARA_EMULATOR_DATA_DIR=/data
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules ./node_modules
COPY --from=build /build/migrations ./migrations
COPY --from=build /build/openapi ./openapi
COPY --from=build /build/dist ./dist
RUN mkdir /data && chown node:node /data && chmod 700 /data
USER node
VOLUME /data
EXPOSE 8328
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s \
  CMD wget -q -O /dev/null http://127.0.0.1:8328/_emulator/ready || exit 1
ENTRYPOINT ["node", "dist/main.js"]
